package org.ftchain.testbed.network;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of the testbed that outlives the command that started it: in a session of its own (Ctrl-C does not reach
 * it), recorded with its start time, and marked in its environment so that it is found even when it was not recorded.
 */
public final class ManagedProcess {
    /** In the environment of every process of the testbed; the value is the run directory. */
    static final String MARK = "FTCHAIN_TESTBED";

    private final String name;
    private final long pid;
    private final String startTime;

    private ManagedProcess(String name, long pid, String startTime) {
        this.name = name;
        this.pid = pid;
        this.startTime = startTime;
    }

    /** Starts a program; its output is appended to {@code logs/NAME.log}. */
    static ManagedProcess start(RunDirectory directory, String name, Map<String, String> environment, List<String> command) {
        List<String> all = new ArrayList<>(command.size() + 1);
        all.add("setsid");
        all.addAll(command);
        File log = directory.directory("logs").resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(all).redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put(MARK, directory.path().toString());
        try {
            long pid = builder.start().pid();
            ManagedProcess process = new ManagedProcess(name, pid, startTime(pid));
            Files.writeString(directory.directory("processes").resolve(name), pid + " " + process.startTime + "\n");
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** Recorded processes, alive or not. */
    static List<ManagedProcess> recorded(RunDirectory directory) {
        List<ManagedProcess> processes = new ArrayList<>();
        if (Files.isDirectory(directory.processes())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.processes())) {
                for (Path file : files) {
                    String[] fields = Files.readString(file).strip().split(" ", 2);
                    if (fields.length == 2 && fields[0].matches("\\d+")) {
                        processes.add(new ManagedProcess(file.getFileName().toString(), Long.parseLong(fields[0]), fields[1]));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + directory.processes(), e);
            }
        }
        return processes;
    }

    /** Processes that carry the mark of this run directory, but for the running one and those that it descends from. */
    static List<ManagedProcess> marked(RunDirectory directory) {
        List<Long> own = Stream.iterate(Optional.of(ProcessHandle.current()), Optional::isPresent,
                handle -> handle.get().parent()).map(handle -> handle.get().pid()).toList();
        String mark = "\0" + MARK + "=" + directory.path() + "\0";
        List<ManagedProcess> processes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                if (("\0" + read(entry.resolve("environ")) + "\0").contains(mark)) {
                    long pid = Long.parseLong(entry.getFileName().toString());
                    if (own.contains(pid)) {
                        continue;
                    }
                    processes.add(new ManagedProcess("process " + pid, pid, startTime(pid)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc", e);
        }
        return processes;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return pid;
    }

    /** Whether this very process still runs: not a later one of the same id, not a zombie. */
    public boolean isAlive() {
        return !startTime.isEmpty() && startTime.equals(startTime(pid));
    }

    /** Ends the process: SIGTERM, and SIGKILL when it is still there after {@code grace}. */
    void stop(Duration grace) {
        terminate();
        awaitEnd(grace);
    }

    void terminate() {
        signal(false);
    }

    void kill() {
        signal(true);
    }

    void awaitEnd(Duration grace) {
        if (!Await.within(grace, 10, () -> !isAlive())) {
            signal(true);
            Await.until("the end of " + name + " (process " + pid + ")", Duration.ofSeconds(10), 10, () -> !isAlive());
        }
    }

    private void signal(boolean kill) {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(handle -> {
                if (kill) {
                    handle.destroyForcibly();
                } else {
                    handle.destroy();
                }
            });
        }
    }

    /** Start time since boot in clock ticks and the id of the boot; empty when there is no such process. */
    private static String startTime(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        int name = stat.lastIndexOf(") ");
        if (name < 0 || stat.charAt(name + 2) == 'Z') {
            return "";
        }
        return stat.substring(name + 2).split(" ")[19] + " " + read(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    /** The file's content, empty when it cannot be read: processes end at any time. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
