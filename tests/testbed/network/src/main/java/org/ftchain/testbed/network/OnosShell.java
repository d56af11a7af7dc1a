package org.ftchain.testbed.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in the real ONOS shell through Karaf's own client. */
public final class OnosShell {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final RunDirectory directory;

    public OnosShell(RunDirectory directory) {
        this.directory = directory;
    }

    /** Runs one command; the status is not 0 when it failed. */
    public Command.Result run(String command) {
        Path client = directory.path().resolve("onos/karaf/bin/client");
        if (!Files.exists(client)) {
            throw new TestbedException("the testbed is not up (nothing in " + directory.path() + "): run ./ftc up");
        }
        List<String> all = new ArrayList<>(List.of("env", "JAVA_HOME=" + Project.onosJavaHome(),
                "EXTRA_JAVA_OPTS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", client.toString(), "-u", "onos", "-p", "rocks",
                "-l", "0", command));
        return Command.result(TIMEOUT, all);
    }
}
