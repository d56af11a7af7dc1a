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
import java.util.Map;
import java.util.Optional;

/** What {@code ./ftc place}, {@code ./ftc place-net} and {@code ./ftc place-eval} start. */
public final class PlacementTool {
    private static final Map<String, String> USAGES = Map.of("place", PlaceCommand.USAGE, "place-net", PlaceNetCommand.USAGE,
        "place-eval", PlaceEvalCommand.USAGE);

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
            String usage = USAGES.get(command);
            if (usage == null) {
                throw new UsageException("unknown command: " + command);
            }
            if (rest.contains("--help") || rest.contains("-h")) {
                surroundings.write(Optional.empty(), usage + "\n");
                return 0;
            }
            return command.equals("place") ? new PlaceCommand(surroundings).run(rest)
                : command.equals("place-net") ? new PlaceNetCommand(surroundings).run(rest)
                : new PlaceEvalCommand(surroundings).run(rest);
        } catch (UsageException e) {
            surroundings.say("ftc: error: " + e.getMessage() + " (see ./ftc " + command + " --help)");
            return 2;
        } catch (BadFileException e) {
            surroundings.say("ftc: error: " + e.getMessage());
            return 2;
        }
    }
}
