package org.ftchain.agent.runtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.control.PeerClient;
import org.ftchain.agent.control.PeerServer;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a chain in memory at start, so that the first real request and packets find their classes loaded: a server that
 * takes over from a failed one should not spend the recovery on that. All hops of a ring are on one worker (as three
 * paths of the same labels) behind a {@link LoopPort}, are installed, opened, given packets, sealed, copied over the
 * peer channel, and removed, each request going through the JSON codec.
 */
final class WarmUp {
    private static final System.Logger LOGGER = System.getLogger(WarmUp.class.getName());
    private static final int ROUNDS = 4;
    private static final int PACKETS = 64;
    private static final long TIMEOUT_MS = 2000;
    private static final long ENOUGH_NS = TimeUnit.MILLISECONDS.toNanos(1000);
    private static final int HOPS = 3;
    private static final int FIRST_LABEL = 16;
    private static final String MAC = "02:00:00:00:00:01";

    private final LoopPort port = new LoopPort(1024);
    private final int threads;
    private final Worker worker;
    private final RequestServer requests;
    private final PeerServer peerServer;
    private final String peerAddress;
    private long requestId;

    private WarmUp(PeerClient peers, int threads) throws IOException {
        this.threads = threads;
        MiddleboxFactory middleboxes = new MiddleboxFactory();
        Workers workers = Workers.create(port, threads, spec -> middleboxes.create(spec.type, spec.config), 1,
                (where, cause) -> LOGGER.log(System.Logger.Level.WARNING, "warm-up: " + cause, cause));
        PathRegistry registry = workers.registry();
        worker = workers.worker();
        requests = new RequestServer(worker, new HopControl(registry, 1), port, peers, 1, false);
        peerServer = new PeerServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), requests,
                new PeerLogs(worker, registry, peers));
        peerAddress = "127.0.0.1:" + peerServer.port();
    }

    /**
     * Takes about half a second. Without a loopback interface, say, it does what it can: no reason not to start.
     *
     * @param threads worker threads of the agent that starts
     */
    static void run(int threads) {
        long startNs = System.nanoTime();
        try (PeerClient peers = new PeerClient()) {
            WarmUp warmUp = new WarmUp(peers, threads);
            warmUp.peerServer.start();
            Thread thread = Thread.ofPlatform().daemon().name("warm-up").start(warmUp.worker);
            try (warmUp.peerServer) {
                for (int round = 0; round < ROUNDS && System.nanoTime() - startNs < ENOUGH_NS; round++) {
                    warmUp.round();
                }
            } finally {
                warmUp.worker.stop();
                thread.join(TIMEOUT_MS);
                warmUp.worker.joinCrew(TIMEOUT_MS);
            }
        } catch (Exception e) {
            LOGGER.log(System.Logger.Level.INFO, "warm-up ended early: {0}", e.getMessage());
        }
    }

    private void round() throws Exception {
        for (int hop = 0; hop < HOPS; hop++) {
            ask(new Request.Install(++requestId, spec(hop, 1), List.of(), null));
        }
        for (int hop = HOPS - 1; hop >= 0; hop--) {
            ask(new Request.Open(++requestId, path(hop), 1));
        }
        for (int i = 0; i < PACKETS; i++) {
            byte[] forward = frame(FIRST_LABEL, i, 443);
            byte[] reverse = frame(FIRST_LABEL + HOPS + 1, i, 443);
            worker.execute((nowNs, wallMs) -> {
                port.inject(forward);
                port.inject(reverse);
            });
        }
        for (int hop = 0; hop < HOPS; hop++) {
            ask(new Request.Status(++requestId, path(hop), true));
            ask(new Request.State(++requestId, path(hop), hop, 10));
            ask(new Request.Silence(++requestId, path(hop)));
        }
        for (int hop = 0; hop < HOPS; hop++) {
            Reply sealed = ask(new Request.Prepare(++requestId, path(hop), 2, 1));
            long[][] bases = new long[HOPS][HopSpec.PARTITIONS];
            sealed.max.forEach((group, max) -> bases[group] = max);
            ask(new Request.Install(++requestId, spec(hop, 2), List.of(new Request.Fetch(hop, peerAddress)), bases));
        }
        for (int hop = 0; hop < HOPS; hop++) {
            ask(new Request.Remove(++requestId, path(hop), 2));
        }
    }

    private Reply ask(Request request) throws Exception {
        Request decoded = (Request) ControlCodec.decode(ControlCodec.encode(request));
        Reply reply = requests.onRequest(decoded).get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        reply = (Reply) ControlCodec.decode(ControlCodec.encode(reply));
        if (!reply.ok) {
            throw new IOException(request.getClass().getSimpleName() + ": " + reply.error);
        }
        return reply;
    }

    private static String path(int hop) {
        return "warm-up/" + hop;
    }

    private HopSpec spec(int hop, int epoch) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode firewall = json.objectNode().put("default", "deny");
        firewall.putArray("rules").addObject().put("action", "allow").put("protocol", "tcp")
                .put("destination", "192.0.2.0/24").put("destinationPorts", "1-1023");
        ObjectNode nat = json.objectNode().put("externalAddress", "198.51.100.1").put("ports", "20000-59999")
                .put("timeoutSeconds", 300);
        int[] forward = new int[HOPS];
        int[] reverse = new int[HOPS];
        for (int i = 0; i < HOPS; i++) {
            forward[i] = FIRST_LABEL + i;
            reverse[i] = FIRST_LABEL + HOPS + i;
        }
        int next = FIRST_LABEL + 2 * HOPS;
        return new HopSpec(path(hop), epoch, hop, 1, true,
                Collections.nCopies(HOPS, new HopSpec.Member("warm-up", 1, peerAddress)),
                List.of(new HopSpec.MiddleboxSpec("firewall", firewall),
                        new HopSpec.MiddleboxSpec("monitor", json.objectNode()),
                        new HopSpec.MiddleboxSpec("nat", nat)),
                new HopSpec.Labels(forward, reverse, next, next + 1, next + 2), MAC, MAC, MAC, threads);
    }

    /** A labelled TCP segment from 192.0.2.1 to 192.0.2.2 with {@code flow} in its source port. */
    private static byte[] frame(int label, int flow, int destinationPort) {
        ByteBuffer frame = ByteBuffer.allocate(18 + 40 + 200);
        frame.putLong(0x0200000000020200L).putInt(1).putShort((short) 0x8847).putInt(label << 12 | 0x140);
        int ip = frame.position();
        frame.putShort((short) 0x4500).putShort((short) 240).putInt(0).putShort((short) 0x4006).putShort((short) 0)
                .putInt(0xc0000201).putInt(0xc0000202);
        frame.putShort((short) (1024 + flow)).putShort((short) destinationPort).putLong(0).putInt(0x50020400);
        int sum = 0;
        for (int at = ip; at < ip + 20; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.putShort(ip + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return frame.array();
    }
}
