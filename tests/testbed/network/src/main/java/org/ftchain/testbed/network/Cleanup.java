package org.ftchain.testbed.network;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes a testbed by its records, whoever started it: processes that are recorded and still the same, processes that
 * carry the mark, recorded namespaces and interfaces, and the files of the run. Works on half-started and crashed
 * testbeds, and any number of times.
 */
final class Cleanup {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final RunDirectory directory;

    Cleanup(RunDirectory directory) {
        this.directory = directory;
    }

    /** Whether anything of an earlier run is there. */
    boolean isNeeded() {
        return Files.exists(directory.networkFile()) || Files.exists(directory.processes())
                || !ManagedProcess.marked(directory).isEmpty();
    }

    void run() {
        EmbeddedOnos.saveLog(directory);
        List<ManagedProcess> processes = ManagedProcess.recorded(directory).stream().filter(ManagedProcess::isAlive).toList();
        // Agents and traffic first, then ONOS, which needs no orderly end as its data goes too, then the switches.
        List<ManagedProcess> users = processes.stream().filter(process -> !process.name().startsWith("ovs")).toList();
        users.forEach(process -> {
            if (process.name().equals("onos")) {
                process.kill();
            } else {
                process.terminate();
            }
        });
        users.forEach(process -> process.awaitEnd(GRACE));
        new OpenVSwitch(directory).requestEnd();
        processes.stream().filter(process -> process.name().equals("ovs-vswitchd")).forEach(process -> process.awaitEnd(GRACE));
        processes.stream().filter(process -> process.name().equals("ovsdb-server")).forEach(process -> process.stop(GRACE));
        List<ManagedProcess> left = new ArrayList<>(ManagedProcess.marked(directory));
        left.forEach(ManagedProcess::terminate);
        left.forEach(process -> process.awaitEnd(GRACE));
        new NetworkNamespaces(directory).remove();
        directory.clear();
    }
}
