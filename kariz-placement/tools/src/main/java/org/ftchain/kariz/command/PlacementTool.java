package org.ftchain.kariz.command;

import org.ftchain.kariz.files.BadFileException;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code ./ftc place} and {@code ./ftc place-net} start. */
public final class PlacementTool {
    private PlacementTool() {
    }

    public static void main(String[] args) {
        String directory = System.getenv("FTC_CALLER_DIR");
        Path caller = Paths.get(directory == null ? "" : directory);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int status = run(Arrays.asList(args), new Surroundings(caller, out, err));
        out.flush();
        System.exit(status);
    }

    /** @return the exit status */
    static int run(List<String> args, Surroundings surroundings) {
        String command = args.isEmpty() ? "" : args.get(0);
        List<String> rest = args.isEmpty() ? List.of() : args.subList(1, args.size());
        try {
            boolean net = command.equals("place-net");
            if (!net && !command.equals("place")) {
                throw new UsageException("unknown command: " + command);
            }
            if (rest.contains("--help") || rest.contains("-h")) {
                surroundings.write(Optional.empty(), (net ? PlaceNetCommand.USAGE : PlaceCommand.USAGE) + "\n");
                return 0;
            }
            return net ? new PlaceNetCommand(surroundings).run(rest) : new PlaceCommand(surroundings).run(rest);
        } catch (UsageException e) {
            surroundings.say("ftc: error: " + e.getMessage() + " (see ./ftc " + command + " --help)");
            return 2;
        } catch (BadFileException e) {
            surroundings.say("ftc: error: " + e.getMessage());
            return 2;
        }
    }
}
