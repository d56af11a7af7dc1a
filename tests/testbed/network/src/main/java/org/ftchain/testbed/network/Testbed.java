package org.ftchain.testbed.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The whole network on this machine. Starting removes what an earlier run left; closing, also by Ctrl-C, removes
 * everything again unless {@link #keep()} was called.
 */
public final class Testbed implements AutoCloseable {
    private static final int MAX_BOOTS = 3;
    private static final Duration APPLICATION_START = Duration.ofSeconds(30);

    private static volatile boolean interrupted;

    private final RunDirectory directory;
    private final RunDirectory.Lock lock;
    private final Consumer<String> progress;
    private final Project project;
    private final OnosRest rest = new OnosRest();
    private final OpenVSwitch switches;
    private final EmbeddedOnos onos;
    private final HostServers servers;
    private final List<AgentProcess> agents = new ArrayList<>();
    private final Readiness readiness;
    private final Thread owner = Thread.currentThread();
    private final Thread hook = new Thread(this::onShutdown, "testbed-shutdown");
    private boolean ended;

    private Testbed(RunDirectory directory, RunDirectory.Lock lock, Consumer<String> progress) {
        this.directory = directory;
        this.lock = lock;
        this.progress = progress;
        this.project = Project.locate();
        this.switches = new OpenVSwitch(directory);
        this.onos = new EmbeddedOnos(directory, project, rest);
        this.servers = new HostServers(directory);
        for (int index = 1; index <= Layout.SERVERS; index++) {
            agents.add(new AgentProcess(directory, project, index));
        }
        this.readiness = new Readiness(rest, switches, agents);
    }

    /**
     * Starts the whole testbed.
     *
     * @param purpose  told to others that find it locked
     * @param progress takes a line of text at each step
     */
    public static Testbed start(RunDirectory directory, String purpose, Consumer<String> progress) {
        return start(directory, purpose, progress, true);
    }

    /** Starts switches and hosts only: no ONOS, no agents, no flow rules. */
    public static Testbed startFabric(RunDirectory directory, String purpose, Consumer<String> progress) {
        return start(directory, purpose, progress, false);
    }

    private static Testbed start(RunDirectory directory, String purpose, Consumer<String> progress, boolean control) {
        RunDirectory.Lock lock = directory.lock(purpose);
        Testbed testbed;
        try {
            testbed = new Testbed(directory, lock, progress);
            Runtime.getRuntime().addShutdownHook(testbed.hook);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        try {
            testbed.start(control);
            return testbed;
        } catch (RuntimeException e) {
            testbed.close();
            throw e;
        }
    }

    /** Stops whatever runs or was left in {@code directory}; says whether there was anything. */
    public static boolean down(RunDirectory directory) {
        try (RunDirectory.Lock lock = directory.lock("./ftc down")) {
            Cleanup cleanup = new Cleanup(directory);
            boolean needed = cleanup.isNeeded();
            cleanup.run();
            return needed;
        }
    }

    /** Processes of a testbed in {@code directory}, those that are recorded and those that carry its mark. */
    public static List<String> processes(RunDirectory directory) {
        return Stream.concat(ManagedProcess.recorded(directory).stream(), ManagedProcess.marked(directory).stream())
                .filter(ManagedProcess::isAlive).map(process -> process.name() + " (" + process.pid() + ")").toList();
    }

    /** Whether a kept testbed is up: its network, ONOS and hosts. Agents may be dead, as that is what one tries here. */
    public static boolean isUp(RunDirectory directory) {
        return Files.exists(directory.upFile()) && ManagedProcess.recorded(directory).stream()
                .filter(process -> !process.name().startsWith("agent-") && !process.name().startsWith("tcpdump-"))
                .allMatch(ManagedProcess::isAlive);
    }

    private synchronized void start(boolean control) {
        requireRoot();
        Cleanup cleanup = new Cleanup(directory);
        if (cleanup.isNeeded()) {
            progress.accept(isUp(directory) ? "removing the testbed that was kept" : "removing what an earlier run left");
            cleanup.run();
        }
        if (control) {
            Ports.requireFree();
        }
        directory.clearLogs();
        if (control) {
            progress.accept("starting ONOS (log: " + directory.logs().resolve("onos.log") + ", " + onos.karafLog() + ")");
            onos.start();
        }
        progress.accept("building the network: " + Layout.SERVERS + " servers, a client and a web server");
        new NetworkNamespaces(directory).create();
        progress.accept("starting Open vSwitch: " + Layout.SWITCHES + " switches in a ring, userspace datapath");
        switches.start();
        servers.start();
        if (control) {
            startControl();
        }
        try {
            Files.writeString(directory.upFile(), "complete\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory.upFile(), e);
        }
    }

    private void startControl() {
        for (int boots = 1; !bootOnos(); boots++) {
            if (boots == MAX_BOOTS) {
                throw new TestbedException("ONOS does not run the FTChain application: see " + onos.karafLog());
            }
            progress.accept("ONOS has booted without its own features and cannot run applications: starting it again");
            onos.startAfresh();
        }
        rest.post("/v1/network/configuration", NetworkConfiguration.json().toString()).orThrow("the network configuration");
        switches.connect();
        readiness.awaitNetwork();
        progress.accept("starting " + Layout.SERVERS + " agents");
        agents.forEach(AgentProcess::start);
        readiness.awaitAgents();
        readiness.awaitEdgeRules();
        progress.accept("the testbed is up: all agents are connected");
    }

    /** Waits for ONOS and installs the applications; false when they do not run. */
    private boolean bootOnos() {
        progress.accept("waiting for ONOS");
        onos.awaitReady();
        progress.accept("ONOS is ready; installing the OpenFlow provider and the FTChain application through its REST interface");
        rest.installApplication(project.providerArchive());
        rest.installApplication(project.appArchive());
        return Await.within(APPLICATION_START, 200, () -> rest.answers("/ftchain/agents"));
    }

    /** Revives every killed server and waits until all are connected. */
    public void reviveAgents() {
        agents.stream().filter(agent -> !agent.isAlive()).forEach(AgentProcess::revive);
        readiness.awaitAgents();
        readiness.awaitEdgeRules();
    }

    public OnosRest rest() {
        return rest;
    }

    public OnosShell shell() {
        return new OnosShell(directory);
    }

    public OpenVSwitch switches() {
        return switches;
    }

    public EmbeddedOnos onos() {
        return onos;
    }

    public HostServers servers() {
        return servers;
    }

    public RunDirectory directory() {
        return directory;
    }

    /** The agent of "s1".."s6". */
    public AgentProcess agent(String server) {
        return agents.get(Layout.serverIndex(server) - 1);
    }

    public List<AgentProcess> agents() {
        return List.copyOf(agents);
    }

    /** Waits until a restarted ONOS controls the network again: switches, links, hosts and agents. */
    public void awaitControl() {
        readiness.awaitNetwork();
        readiness.awaitAgents();
    }

    /** Ends what the client runs and the connections that a broken chain left at the web server. */
    public void endTraffic() {
        List<Long> recorded = ManagedProcess.recorded(directory).stream().map(ManagedProcess::pid).toList();
        Command.run("ip", "netns", "pids", Layout.CLIENT).lines().map(Long::parseLong).filter(pid -> !recorded.contains(pid))
                .forEach(pid -> Command.result("kill", "-9", Long.toString(pid)));
        for (String namespace : List.of(Layout.CLIENT, Layout.WEB)) {
            Command.result("ip", "netns", "exec", namespace, "ss", "-K", "-tn", "state", "connected");
        }
    }

    /** Captures on the link of {@link Layout#CLIENT} or {@link Layout#WEB} from now on. */
    public PacketCapture capture(String namespace) {
        return PacketCapture.start(directory, namespace, namespace);
    }

    /** Whether Ctrl-C or SIGTERM ends this process: what fails from then on fails because of that. */
    public static boolean isInterrupted() {
        return interrupted;
    }

    /** Leaves everything running when this process ends. */
    public synchronized void keep() {
        end();
    }

    @Override
    public synchronized void close() {
        if (!ended) {
            // An interrupted owner must still be able to run the programs that clean up.
            boolean wasInterrupted = Thread.interrupted();
            new Cleanup(directory).run();
            end();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            lock.close();
            if (Thread.currentThread() != hook) {
                try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                } catch (IllegalStateException e) {
                    // The hook runs already and will find nothing to do.
                }
            }
        }
    }

    /** Ctrl-C or SIGTERM: stop what the owner does, then clean up. */
    private void onShutdown() {
        interrupted = true;
        progress.accept("interrupted: removing the testbed");
        owner.interrupt();
        close();
    }

    private static void requireRoot() {
        if (!Command.run("id", "-u").strip().equals("0")) {
            throw new TestbedException("the testbed needs root (network namespaces, packet sockets)");
        }
    }
}
