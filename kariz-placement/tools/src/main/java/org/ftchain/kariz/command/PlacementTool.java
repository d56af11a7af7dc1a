package org.ftchain.kariz.command;

import org.ftchain.kariz.files.BadFileException;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code ./ftc place}, {@code ./ftc place-net} and {@code ./ftc place-eval} start. */
public final class PlacementTool {
    /** Each has its help in a text file beside this class, which {@code ./ftc} shows as well. */
    static final List<String> COMMANDS = List.of("place", "place-net", "place-eval");

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
            if (!COMMANDS.contains(command)) {
                throw new UsageException("unknown command: " + command);
            }
            if (rest.contains("--help") || rest.contains("-h")) {
                surroundings.write(Optional.empty(), help(command));
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

    static String help(String command) {
        try (InputStream text = PlacementTool.class.getResourceAsStream(command + ".txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
