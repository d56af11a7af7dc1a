package org.ftchain.testbed.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The ONOS node of the testbed: a copy of the built distribution in the run directory, run on JDK 11 to 17. */
public final class EmbeddedOnos {
    private static final Duration BOOT = Duration.ofSeconds(240);
    /** What answers last when ONOS boots. */
    private static final List<String> READY = List.of("/v1/applications", "/v1/flows", "/v1/intents");

    private final RunDirectory directory;
    private final Project project;
    private final OnosRest rest;
    private ManagedProcess process;

    EmbeddedOnos(RunDirectory directory, Project project, OnosRest rest) {
        this.directory = directory;
        this.project = project;
        this.rest = rest;
    }

    /** Copies the distribution and starts it; returns at once. */
    void start() {
        Path home = directory.directory("onos");
        Command.result(Duration.ofMinutes(2), List.of("cp", "-a", project.onosDistribution() + "/.", home.toString()))
                .orThrow();
        RunDirectory.deleteTree(home.resolve("karaf/data"));
        RunDirectory.deleteTree(home.resolve("karaf/instances"));
        launch();
    }

    /**
     * Ends ONOS and starts it on a fresh copy. Now and then Karaf runs the installer of its boot features twice at the same
     * time and forgets where it has features from: then no application can be activated.
     */
    void startAfresh() {
        kill();
        RunDirectory.deleteTree(directory.path().resolve("onos"));
        start();
    }

    private void launch() {
        Path karaf = directory.path().resolve("onos/karaf");
        process = ManagedProcess.start(directory, "onos", Map.of("JAVA_HOME", Project.onosJavaHome().toString(),
                "KARAF_EXEC", "exec", "KARAF_HOME", karaf.toString(), "ONOS_IP", "127.0.0.1"),
                List.of(karaf.resolve("bin/karaf").toString(), "server"));
    }

    /** Waits until the whole of ONOS's REST interface answers. */
    void awaitReady() {
        Await.until(() -> "ONOS did not start within " + BOOT.toSeconds() + " s: see " + directory.logs().resolve("onos.log")
                + " and " + karafLog(), BOOT, 250, () -> {
            if (!process.isAlive()) {
                throw new TestbedException("ONOS ended while starting: see " + directory.logs().resolve("onos.log") + " and "
                        + karafLog());
            }
            return READY.stream().allMatch(rest::answers);
        });
    }

    /** Kills ONOS as a crash would. */
    public void kill() {
        Command.run("kill", "-9", Long.toString(process.pid()));
        Await.until("the death of ONOS", Duration.ofSeconds(10), 10, () -> !process.isAlive());
    }

    /** Starts a killed ONOS again on the data that it left; returns when it is ready. */
    public void restart() {
        launch();
        awaitReady();
    }

    /** Karaf's log file. */
    public Path karafLog() {
        return directory.path().resolve("onos/karaf/data/log/karaf.log");
    }

    /** Keeps Karaf's log when the run directory is cleared. */
    static void saveLog(RunDirectory directory) {
        Path log = directory.path().resolve("onos/karaf/data/log/karaf.log");
        if (Files.exists(log)) {
            Command.result("cp", log.toString(), directory.directory("logs").resolve("onos-karaf.log").toString());
        }
    }
}
