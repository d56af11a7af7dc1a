package org.ftchain.testbed.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The agent of one server namespace. */
public final class AgentProcess {
    private final RunDirectory directory;
    private final Project project;
    private final int index;
    private ManagedProcess process;

    AgentProcess(RunDirectory directory, Project project, int index) {
        this.directory = directory;
        this.project = project;
        this.index = index;
    }

    public String server() {
        return Layout.server(index);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    void start() {
        Path java = Project.agentJava();
        process = ManagedProcess.start(directory, "agent-" + server(), Map.of(), List.of("ip", "netns", "exec",
                Layout.serverNamespace(index), java.toString(), "-XX:+UseZGC", "-Xmx256m",
                "-XX:ObjectAlignmentInBytes=128", "--enable-native-access=ALL-UNNAMED", "-jar", project.agentJar().toString(), "--server", server(),
                "--data-port", "data0", "--controllers", Layout.CONTROLLER_ADDRESS + ":" + Layout.CONTROL_PORT,
                "--peer-listen", Layout.managementAddress(index) + ":" + Layout.PEER_PORT, "--threads",
                Integer.toString(Layout.AGENT_THREADS)));
    }

    void stop() {
        if (process != null) {
            process.stop(Duration.ofSeconds(5));
        }
    }

    /**
     * The death of a server: its management link goes down and the agent is killed in one step, so that no FIN or RST
     * tells anybody. The data port stays up.
     */
    public void kill() {
        Command.run("sh", "-c", "ip -n " + Layout.serverNamespace(index) + " link set mgmt0 down; kill -9 " + process.pid());
        Await.until("the death of " + server(), Duration.ofSeconds(5), 1, () -> !process.isAlive());
    }

    /** Brings a killed server back with a new, empty agent. */
    public void revive() {
        Command.run("ip", "-n", Layout.serverNamespace(index), "link", "set", "mgmt0", "up");
        start();
    }
}
