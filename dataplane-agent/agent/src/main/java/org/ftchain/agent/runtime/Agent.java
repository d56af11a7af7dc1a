package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.control.ControlChannel;
import org.ftchain.agent.control.HeartbeatSender;
import org.ftchain.agent.control.PeerClient;
import org.ftchain.agent.control.PeerServer;
import org.ftchain.agent.io.DataPort;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.control.Heartbeat;
import org.ftchain.control.Hello;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

/** The parts of an agent, put together, started in order and stopped in reverse. */
final class Agent implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Agent.class.getName());
    private static final int STOP_TIMEOUT_MS = 500;
    private static final int BROKEN_INVARIANT = 3;

    private final DataPort port;
    private final Worker worker;
    private final Thread workerThread;
    private final PeerServer peerServer;
    private final PeerClient peerClient = new PeerClient();
    private final HeartbeatSender heartbeats;
    private final ControlChannel channel;

    private Agent(AgentOptions options, DataPort port) throws IOException {
        this.port = port;
        // Microseconds since the epoch: differs at every start, and rises (rule 16).
        long incarnation = System.currentTimeMillis() * 1000 + new SecureRandom().nextInt(1000);
        MiddleboxFactory middleboxes = new MiddleboxFactory();
        Workers workers = Workers.create(port, options.threads(), spec -> middleboxes.create(spec.type, spec.config),
                new SecureRandom().nextLong(), this::fail);
        PathRegistry registry = workers.registry();
        worker = workers.worker();
        workerThread = Thread.ofPlatform().name("worker").unstarted(worker);
        RequestServer requests = new RequestServer(worker, new HopControl(registry, incarnation), port, peerClient, incarnation,
                true);
        PeerLogs peerLogs = new PeerLogs(worker, registry, peerClient);
        registry.peers(peerLogs);
        peerServer = new PeerServer(options.peerListen(), requests, peerLogs);
        heartbeats = new HeartbeatSender(new Heartbeat(options.server(), incarnation, 0, options.heartbeatMs()),
                options.controllers(), worker::progress, Agent::heartbeatThread);
        channel = new ControlChannel(options.controllers(), () -> new Hello(Hello.VERSION, options.server(), incarnation,
                port.mac(), options.peerAddress(), List.copyOf(middleboxes.types()), options.offer(),
                requests.paths()), requests);
        LOGGER.log(System.Logger.Level.INFO, "agent " + options.server() + " incarnation " + incarnation + " on "
                + port.interfaceName() + " (" + port.mac() + ", " + port.mode() + ", frames up to "
                + port.maxFrameBytes() + " bytes, " + options.threads() + (options.threads() == 1 ? " thread)" : " threads)"));
    }

    /** @throws IOException with one line naming what cannot be had */
    static Agent start(AgentOptions options) throws IOException {
        DataPort port = DataPort.open(options.dataPort(), options.ioMode());
        Agent agent;
        try {
            agent = new Agent(options, port);
        } catch (IOException e) {
            port.close();
            throw e;
        }
        WarmUp.run(options.threads());
        agent.workerThread.start();
        agent.peerServer.start();
        agent.heartbeats.start();
        agent.channel.start();
        return agent;
    }

    private static Thread heartbeatThread(Runnable sending) {
        return Thread.ofPlatform().daemon().name("heartbeat").unstarted(() -> {
            if (!ThreadPriority.raise()) {
                LOGGER.log(System.Logger.Level.WARNING, "the heartbeat thread may not raise its priority");
            }
            sending.run();
        });
    }

    /** Heartbeats end first: the log may block, and a broken agent must not seem alive. */
    private void fail(String where, Throwable cause) {
        try {
            heartbeats.close();
            LOGGER.log(System.Logger.Level.ERROR, where + " met a broken invariant; the agent stops", cause);
        } finally {
            Runtime.getRuntime().halt(BROKEN_INVARIANT);
        }
    }

    /** Stops everything within a second. */
    @Override
    public void close() {
        heartbeats.close();
        channel.close();
        peerServer.close();
        peerClient.close();
        worker.stop();
        try {
            workerThread.join(STOP_TIMEOUT_MS);
            if (!workerThread.isAlive() && worker.joinCrew(STOP_TIMEOUT_MS)) {
                port.close(); // else the kernel detaches at the end of the process
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
