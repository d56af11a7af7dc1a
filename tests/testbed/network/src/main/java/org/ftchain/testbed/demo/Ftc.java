package org.ftchain.testbed.demo;

import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.OnosShell;
import org.ftchain.testbed.network.RunDirectory;
import org.ftchain.testbed.network.Testbed;
import org.ftchain.testbed.network.TestbedException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The main program behind {@code ./ftc}. Exit status 0: done, 1: a promise did not hold, 2: it could not be done. */
public final class Ftc {
    private Ftc() {
    }

    public static void main(String[] arguments) {
        int status;
        try {
            status = run(List.of(arguments));
        } catch (TestbedException e) {
            if (!Testbed.isInterrupted()) {
                System.err.println("ftc: error: " + e.getMessage());
            }
            status = 2;
        }
        System.exit(status);
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new TestbedException("a command is missing: see ./ftc help");
        }
        List<String> options = arguments.subList(1, arguments.size());
        RunDirectory directory = RunDirectory.fromEnvironment();
        return switch (arguments.getFirst()) {
            case "demo" -> demo(directory, options);
            case "up" -> up(directory, options);
            case "down" -> down(directory, options);
            case "cli" -> cli(directory, options);
            default -> throw new TestbedException("unknown command: " + arguments.getFirst() + " (see ./ftc help)");
        };
    }

    private static int demo(RunDirectory directory, List<String> options) {
        Path json = null;
        boolean keep = false;
        for (int at = 0; at < options.size(); at++) {
            switch (options.get(at)) {
                case "--keep" -> keep = true;
                case "--json" -> {
                    at++;
                    if (at == options.size()) {
                        throw new TestbedException("--json needs a file: see ./ftc demo --help");
                    }
                    if (options.get(at).startsWith("-")) {
                        throw new TestbedException("--json needs a file, not an option: " + options.get(at) + " (see ./ftc demo --help)");
                    }
                    json = Path.of(System.getenv().getOrDefault("FTC_CALLER_DIR", "")).resolve(options.get(at)).toAbsolutePath();
                    if (json.getParent() == null || !Files.isDirectory(json.getParent())) {
                        throw new TestbedException("--json " + options.get(at) + ": there is no such directory");
                    }
                    if (Files.isDirectory(json) || Files.exists(json) && !Files.isWritable(json)) {
                        throw new TestbedException("--json " + options.get(at) + ": is not a file that can be written");
                    }
                }
                default -> throw new TestbedException("unknown option: " + options.get(at) + " (see ./ftc demo --help)");
            }
        }
        boolean passed = Demo.run(directory, json, keep);
        if (keep) {
            howToExplore(directory);
        }
        return passed ? 0 : 1;
    }

    private static int up(RunDirectory directory, List<String> options) {
        requireNone("up", options);
        if (Testbed.isUp(directory)) {
            System.out.println("The testbed is up already; ./ftc down removes it.");
            return 0;
        }
        Timeline timeline = new Timeline(System.out);
        Testbed.start(directory, "./ftc up", timeline::say).keep();
        howToExplore(directory);
        return 0;
    }

    private static int down(RunDirectory directory, List<String> options) {
        requireNone("down", options);
        System.out.println(Testbed.down(directory) ? "The testbed is removed." : "Nothing was up.");
        return 0;
    }

    private static int cli(RunDirectory directory, List<String> options) {
        if (options.size() != 1) {
            throw new TestbedException("cli takes one command in quotes: ./ftc cli 'ftc-chains'");
        }
        Command.Result result = new OnosShell(directory).run(options.getFirst());
        System.out.print(result.output());
        System.err.print(result.errors());
        return result.status();
    }

    /** Tells what one can do with a testbed that stays up. */
    static void howToExplore(RunDirectory directory) {
        System.out.println("""
                The testbed stays up:
                  ./ftc cli 'ftc-agents'          any command of the ONOS shell
                  ip netns exec %s curl -s http://%s/     traffic through a chain
                  ovs-ofctl -O OpenFlow13 dump-flows unix:%s/ovs/ftc-br1.mgmt
                  curl -u onos:rocks http://127.0.0.1:%d/onos/ftchain/chains
                  logs: %s
                ./ftc down removes it."""
                .formatted(Layout.CLIENT, Layout.WEB_ADDRESS, directory.path(), Layout.REST_PORT,
                        directory.logs()));
    }

    private static void requireNone(String command, List<String> options) {
        if (!options.isEmpty()) {
            throw new TestbedException("unknown option: " + options.getFirst() + " (see ./ftc " + command + " --help)");
        }
    }
}
