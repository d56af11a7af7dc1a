package org.ftchain.agent.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Request;
import org.junit.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Middleboxes that consume, create and enlarge packets, write much at once, or work by the clock: two hops, f = 1. */
public class MiddleboxOutputsTest {
    private static final String PATH = "test/0";
    private static final int OUT = 900;
    private static final int OUT_REVERSE = 901;
    private static final int HEADER = 18;

    private final class Server {
        final MemoryFrames frames = new MemoryFrames(512, 1600, this::sent);
        final PathRegistry registry = new PathRegistry(frames, spec -> new Scripted(), 1);
        final HopControl control = new HopControl(registry, 1);

        private void sent(long offset, int length) {
            byte[] bytes = frames.copy(offset, length);
            frames.free(offset);
            network.add(bytes);
        }

        Hop chainHop() {
            return registry.hop(PATH);
        }

        long entries(int group) {
            return chainHop().replication().group(group).store().entryCount();
        }
    }

    /** Does what the packet's destination port says; at hop 0 only, since packets that come to hop 1 have port 0. */
    private static final class Scripted implements Middlebox {
        static final int CONSUME = 1;
        static final int ANSWER = 2;
        static final int COPY = 3;
        static final int ENLARGE = 4;
        static final int WRITE_MUCH = 5;
        static final int WRITE_TOO_MUCH = 6;

        private final byte[] key = new byte[2];
        private final byte[] large = new byte[60_000];

        @Override
        public List<StateMapSpec> maps() {
            return List.of(new StateMapSpec("count", 2, 8), StateMapSpec.variable("large", 2, 60_000));
        }

        @Override
        public int process(Packet packet, Direction direction, Transaction transaction) {
            int what = packet.destinationPort();
            key[0] = (byte) what;
            if (what == 0) {
                return FORWARD;
            }
            transaction.add(0, key, 1, 0);
            byte[] made = packet(0, 40);
            switch (what) {
                case CONSUME -> {
                    return DROP;
                }
                case ANSWER -> {
                    transaction.emit(Direction.REVERSE, made, made.length);
                    return DROP;
                }
                case COPY -> transaction.emit(Direction.FORWARD, made, made.length);
                case ENLARGE -> transaction.replacePacket(packet(0, 1000), 1000);
                case WRITE_MUCH -> transaction.put(1, key, 2, large, 20_000);
                default -> {
                    transaction.put(1, key, 2, large, 60_000);
                    transaction.put(1, new byte[]{9, 9}, 2, large, 60_000);
                }
            }
            packet.setDestinationPort(0);
            return FORWARD;
        }

        @Override
        public long timerIntervalMs() {
            return 10;
        }

        @Override
        public void onTimer(Transaction transaction) {
            key[0] = 99;
            transaction.add(0, key, 1, 0);
        }

        @Override
        public String renderKey(int map, byte[] bytes) {
            return "";
        }

        @Override
        public String renderValue(int map, byte[] bytes) {
            return "";
        }
    }

    private final List<byte[]> network = new ArrayList<>();
    private final List<byte[]> out = new ArrayList<>();
    private final List<byte[]> outReverse = new ArrayList<>();
    private final List<byte[]> peerLogs = new ArrayList<>();
    private final Server[] servers = {new Server(), new Server()};
    private final HopSpec.Labels labels = new HopSpec.Labels(new int[]{100, 101}, new int[]{200, 201}, 300, OUT, OUT_REVERSE);
    private boolean peersWork = true;
    private long nowNs = 1;

    public MiddleboxOutputsTest() {
        start(1, true);
    }

    private void start(int epoch, boolean symmetric) {
        List<HopSpec.Member> members = List.of(new HopSpec.Member("s0", 1, "127.0.0.1:1"), new HopSpec.Member("s1", 1, "127.0.0.1:2"));
        HopSpec.MiddleboxSpec box = new HopSpec.MiddleboxSpec("scripted", JsonNodeFactory.instance.objectNode());
        for (int hop = 0; hop < 2; hop++) {
            servers[hop].registry.peers((spec, array, offset, length) -> peersWork
                    && peerLogs.add(java.util.Arrays.copyOfRange(array, offset, offset + length)));
            HopSpec spec = new HopSpec(PATH, epoch, hop, 1, symmetric, members, List.of(box, box), labels, "02:00:00:00:00:01",
                    "02:00:00:00:00:02", "02:00:00:00:00:03");
            assertTrue(servers[hop].control.install(new Request.Install(1, spec, List.of(), null), Map.of()).ok);
        }
        for (int hop = 1; hop >= 0; hop--) {
            assertTrue(servers[hop].control.handle(new Request.Open(2, PATH, epoch), nowNs, 0).ok);
        }
    }

    private static byte[] packet(int what, int length) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put(0, (byte) 0x45).putShort(2, (short) length).put(8, (byte) 64).put(9, (byte) 17);
        packet.putInt(12, 0x0a000001).putInt(16, 0x0a000002).putShort(20, (short) 7).putShort(22, (short) what)
                .putShort(24, (short) (length - 20));
        return packet.array();
    }

    private void send(int what) {
        byte[] packet = packet(what, 60);
        ByteBuffer frame = ByteBuffer.allocate(HEADER + packet.length);
        frame.putShort(12, (short) 0x8847).putInt(14, 100 << 12 | 1 << 8 | 64);
        frame.put(HEADER, packet);
        network.add(frame.array());
    }

    /** Delivers everything; time goes on by a millisecond with timers. */
    private void pass(int milliseconds) {
        for (int i = 0; i < milliseconds; i++) {
            deliver();
            nowNs += 1_000_000;
            for (Server server : servers) {
                server.registry.onTimer(nowNs, nowNs / 1_000_000);
            }
        }
        deliver();
    }

    private void deliver() {
        while (!network.isEmpty()) {
            byte[] frame = network.removeFirst();
            int label = ByteBuffer.wrap(frame).getInt(14) >>> 12;
            if (label == OUT || label == OUT_REVERSE) {
                (label == OUT ? out : outReverse).add(frame);
                continue;
            }
            Server server = servers[label == 101 || label == 201 ? 1 : 0];
            server.registry.onFrame(server.frames.receive(frame), frame.length, nowNs, 0);
            server.registry.onBatchEnd(nowNs, 0);
        }
        while (!peerLogs.isEmpty()) {
            servers[1].registry.onPeerLog(PATH, 1, peerLogs.removeFirst(), nowNs, 0);
        }
    }

    private void checkReplicated() {
        assertEquals("the replica has the head's state", servers[0].chainHop().replication().group(0).store().digest(),
                servers[1].chainHop().replication().group(0).store().digest());
        assertEquals("no slot is lost", 0, servers[0].frames.usedSlots() + servers[1].frames.usedSlots());
    }

    @Test
    public void shouldReplicateWhatAConsumedPacketWrote() {
        send(Scripted.CONSUME);
        pass(5);
        assertEquals(0, out.size() + outReverse.size());
        assertTrue(servers[1].entries(0) > 0);
        checkReplicated();
    }

    @Test
    public void shouldLetAnAnswerOutOnlyWhenItsStateIsReplicated() {
        send(Scripted.ANSWER);
        byte[] frame = network.removeFirst();
        servers[0].registry.onFrame(servers[0].frames.receive(frame), frame.length, nowNs, 0);
        servers[0].registry.onBatchEnd(nowNs, 0);
        assertTrue("held until the commit is known", network.stream().noneMatch(sent ->
                ByteBuffer.wrap(sent).getInt(14) >>> 12 == OUT_REVERSE));
        pass(20);
        assertEquals(1, outReverse.size());
        assertEquals("to the source's host", 0x02, outReverse.get(0)[0]);
        assertEquals(HEADER + 40, outReverse.get(0).length);
        assertEquals(0, out.size());
        checkReplicated();
    }

    @Test
    public void shouldSendACopyBesideThePacket() {
        send(Scripted.COPY);
        pass(20);
        assertEquals(2, out.size());
        checkReplicated();
    }

    @Test
    public void shouldLetALongerPacketTakeTheOriginalsPlace() {
        send(Scripted.ENLARGE);
        pass(20);
        assertEquals(1, out.size());
        assertEquals(HEADER + 1000, out.get(0).length);
        checkReplicated();
    }

    @Test
    public void shouldSendALogThatFitsNoFrameToThePeer() {
        peersWork = false;
        send(Scripted.WRITE_MUCH);
        pass(50);
        assertEquals("output commit: not before the state is replicated", 0, out.size());
        peersWork = true;
        pass(200);
        assertEquals("sent again once the peer can be reached", 1, out.size());
        assertTrue(servers[0].chainHop().counter(HopCounter.PEER_LOGS) > 1);
        checkReplicated();
    }

    @Test
    public void shouldUndoATransactionWhoseLogWouldBeTooLarge() {
        send(Scripted.WRITE_TOO_MUCH);
        send(Scripted.COPY);
        deliver();
        assertEquals(1, servers[0].chainHop().counter(HopCounter.OVERSIZE_DROPS));
        pass(20);
        assertEquals("the next packet is not held up", 2, out.size());
        checkReplicated();
    }

    @Test
    public void shouldNotWaitForATimerWhenTheWindowRunsLow() {
        for (Server server : servers) {
            assertTrue(server.control.handle(new Request.Remove(3, PATH, 1), nowNs, 0).ok);
        }
        start(2, false);
        for (int i = 0; i < 4 * 1024; i++) {
            send(Scripted.CONSUME);
            deliver();
        }
        assertEquals("commits came back in time", 0, servers[0].chainHop().waitingCount());
        assertEquals(0, servers[0].chainHop().counter(HopCounter.WAITING_DROPS));
    }

    @Test
    public void shouldReplicateWhatATimerWrites() {
        pass(35);
        long[] count = new long[1];
        servers[1].chainHop().replication().group(0).store().forEach((map, key, value) -> {
            count[0] += key[0] == 99 ? ByteBuffer.wrap(value).getLong() : 0;
            return true;
        });
        assertEquals("every 10 ms, from the first tick on", 4, count[0]);
        checkReplicated();
    }
}
