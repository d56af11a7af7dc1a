package org.ftchain.agent.recovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.agent.chain.Frames;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.middlebox.MiddleboxFactory;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.Before;
import org.junit.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** What is installed is staged: it is in force only when it is opened, or prepared as the epoch that was committed. */
public class HopControlTest {
    private static final String PATH = "web/0";
    private static final long[] ZERO = new long[HopSpec.PARTITIONS];

    /** One server of a path of two monitors with f = 1: both are members of both groups. */
    private static final class Server implements Frames {
        private static final int SLOT_BYTES = 2048;
        private static final int SLOTS = 64;
        final MemorySegment segment = Arena.ofAuto().allocate((long) SLOTS * SLOT_BYTES);
        final ArrayDeque<Long> free = new ArrayDeque<>();
        final ArrayDeque<byte[]> sent = new ArrayDeque<>();
        final MiddleboxFactory middleboxes = new MiddleboxFactory();
        final PathRegistry registry = new PathRegistry(this, spec -> middleboxes.create(spec.type, spec.config), 1);
        final HopControl control = new HopControl(registry, 7);

        Server() {
            for (int slot = 0; slot < SLOTS; slot++) {
                free.add((long) slot * SLOT_BYTES);
            }
        }

        void receive(byte[] frame) {
            long offset = allocate() + 512;
            MemorySegment.copy(frame, 0, segment, ValueLayout.JAVA_BYTE, offset, frame.length);
            registry.onFrame(offset, frame.length, 1, 1);
            registry.onBatchEnd(1, 1);
        }

        Reply ask(Request request) {
            return control.handle(request, 1, 1);
        }

        Reply prepare(int epoch, int openedEpoch) {
            return ask(new Request.Prepare(1, PATH, epoch, openedEpoch));
        }

        Reply install(int epoch, int hop, long[][] bases, Map<Integer, byte[]> fetched) {
            return control.install(new Request.Install(1, spec(epoch, hop), List.of(), bases), fetched);
        }

        Reply open(int epoch) {
            return ask(new Request.Open(1, PATH, epoch));
        }

        int buffered() {
            return registry.hop(PATH).bufferedCount();
        }

        @Override
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public int slotBytes() {
            return SLOT_BYTES;
        }

        @Override
        public int maxFrameBytes() {
            return 1514;
        }

        @Override
        public int maxHeldFrames() {
            return SLOTS / 2;
        }

        @Override
        public long allocate() {
            return free.remove();
        }

        @Override
        public void transmit(long offset, int length) {
            sent.add(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
            free(offset);
        }

        @Override
        public void free(long offset) {
            free.add(offset / SLOT_BYTES * SLOT_BYTES);
        }
    }

    private static HopSpec spec(int epoch, int hop) {
        HopSpec.MiddleboxSpec monitor = new HopSpec.MiddleboxSpec("monitor", JsonNodeFactory.instance.objectNode());
        return new HopSpec(PATH, epoch, hop, 1, false, Collections.nCopies(2, new HopSpec.Member("s", 1, "s:1")),
                List.of(monitor, monitor), new HopSpec.Labels(new int[]{1024, 1025}, new int[0], 1026, 1027, 0),
                "02:fc:00:00:00:01", "02:00:00:00:00:01", "02:00:00:00:00:02");
    }

    private final Server first = new Server();
    private final Server second = new Server();
    /** MAX of group 0 at its head, which the second hop does not have. */
    private long[] ahead;
    private byte[] snapshot;
    private long[][] bases;

    private static Reply ok(Reply reply) {
        assertTrue(reply.error, reply.ok);
        return reply;
    }

    /** UDP from the ingress switch. */
    private static byte[] packet() {
        byte[] frame = new byte[64];
        frame[12] = (byte) 0x88;
        frame[13] = 0x47;
        frame[15] = 1024 >> 4;
        frame[14] = 1024 >> 12;
        frame[16] = 1;
        frame[17] = 64;
        frame[18] = 0x45;
        frame[21] = (byte) (64 - 18);
        frame[26] = 64;
        frame[27] = 17;
        Arrays.fill(frame, 30, 38, (byte) 10);
        frame[43] = (byte) (64 - 18 - 20);
        return frame;
    }

    /** One packet's transaction is at the first hop only, another packet is at the buffer; then both are sealed for epoch 2. */
    @Before
    public void sealedWithOneMemberBehind() {
        ok(first.install(1, 0, null, Map.of()));
        ok(second.install(1, 1, null, Map.of()));
        ok(second.open(1));
        ok(first.open(1));
        first.receive(packet());
        second.receive(first.sent.remove());
        assertEquals(1, second.buffered());
        first.receive(packet());
        ahead = ok(first.prepare(2, 1)).max.get(0);
        Map<Integer, long[]> behind = ok(second.prepare(2, 1)).max;
        assertFalse(Arrays.equals(ahead, behind.get(0)));
        snapshot = first.control.snapshot(PATH, 0, 2);
        bases = new long[][]{ahead, behind.get(1)};
    }

    /** The state of group 1 at its head. */
    private byte[] ownSnapshot(int epoch) {
        return second.control.snapshot(PATH, 1, epoch);
    }

    @Test
    public void shouldAnswerForTheOpenedEpochWhenTheInstalledOneWasNotCommitted() {
        assertArrayEquals(ahead, ok(second.install(2, 1, bases, Map.of(0, snapshot))).max.get(0));
        Reply sealed = ok(second.prepare(3, 1));
        assertEquals(1, sealed.installedEpoch);
        assertFalse("what was fetched has gone", Arrays.equals(ahead, sealed.max.get(0)));
        assertEquals("and what was held is held", 1, second.buffered());
        assertFalse(second.open(2).ok);
        assertNull(second.control.staged(PATH));
    }

    @Test
    public void shouldCountAsInstalledWhenTheEpochWasCommittedAndNeverOpenedHere() {
        ok(second.install(2, 1, bases, Map.of(0, snapshot)));
        Reply sealed = ok(second.prepare(3, 2));
        assertEquals(2, sealed.installedEpoch);
        assertArrayEquals(ahead, sealed.max.get(0));
        assertEquals("the bases cover what is held", 1, second.buffered());
        assertFalse(second.open(2).ok);
        ok(second.install(3, 1, bases, Map.of()));
        second.sent.clear();
        ok(second.open(3));
        assertEquals(0, second.buffered());
        assertEquals(1, second.sent.size());
    }

    @Test
    public void shouldDropWhatIsHeldWhenTheCommittedBasesDoNotCoverIt() {
        Server other = new Server();
        long[][] zero = new long[2][HopSpec.PARTITIONS];
        // Group 1 starts over: nothing that its head has done is in the bases.
        ok(other.install(1, 0, null, Map.of()));
        ok(other.open(1));
        ok(other.prepare(2, 1));
        byte[] empty = other.control.snapshot(PATH, 1, 2);
        ok(second.install(2, 1, new long[][]{ahead, ZERO}, Map.of(0, snapshot, 1, empty)));
        assertEquals(1, second.buffered());
        ok(second.prepare(3, 2));
        assertEquals(0, second.buffered());
        assertArrayEquals(zero[1], ok(second.prepare(4, 2)).max.get(1));
    }

    @Test
    public void shouldCountANewMemberOnlyInTheEpochThatItWasInstalledIn() {
        Server fresh = new Server();
        ok(fresh.install(2, 0, bases, Map.of(0, snapshot, 1, ownSnapshot(2))));
        assertEquals(List.of(PATH), fresh.control.paths());
        assertNull("not in force", fresh.registry.hop(PATH));
        assertFalse("uncommitted", fresh.prepare(3, 1).ok);
        Reply sealed = ok(fresh.prepare(3, 2));
        assertEquals(2, sealed.installedEpoch);
        assertArrayEquals(ahead, sealed.max.get(0));
    }

    @Test
    public void shouldRefuseToSealWithTheStateOfAnOlderEpoch() {
        assertEquals("path web/0 is in epoch 1, not in the opened 3", second.prepare(4, 3).error);
        ok(second.install(2, 1, bases, Map.of(0, snapshot)));
        assertFalse(second.prepare(4, 3).ok);
    }

    @Test
    public void shouldHandOutWhatWasSealedWhileItHasAnotherEpochStaged() {
        ok(second.install(2, 1, bases, Map.of(0, snapshot)));
        byte[] sealed = second.control.snapshot(PATH, 0, 2);
        assertFalse(Arrays.equals(snapshot, sealed));
        Server fresh = new Server();
        ok(fresh.install(2, 0, bases, Map.of(0, snapshot, 1, ownSnapshot(2))));
        assertThrows(IllegalStateException.class, () -> fresh.control.snapshot(PATH, 0, 2));
    }

    @Test
    public void shouldNotUndoWhatALaterRequestHasDone() {
        ok(second.install(2, 1, bases, Map.of(0, snapshot)));
        assertFalse("a late PREPARE of the installed epoch", second.prepare(2, 1).ok);
        ok(second.prepare(3, 1));
        assertFalse("a late INSTALL", second.install(2, 1, bases, Map.of(0, snapshot)).ok);
        Server fresh = new Server();
        ok(fresh.install(3, 0, bases, Map.of(0, snapshot, 1, ownSnapshot(3))));
        assertFalse(fresh.ask(new Request.Remove(1, PATH, 2)).ok);
        ok(fresh.ask(new Request.Remove(1, PATH, 3)));
        assertEquals(List.of(), fresh.control.paths());
    }

    @Test
    public void shouldBeInForceWhenItIsOpened() {
        ok(second.install(2, 1, bases, Map.of(0, snapshot)));
        ok(second.install(2, 1, bases, Map.of(0, snapshot)));
        ok(second.open(2));
        ok(second.open(2));
        assertEquals(2, second.registry.hop(PATH).openedEpoch());
        assertArrayEquals(ahead, second.registry.hop(PATH).replication().group(0).store().maxCopy());
        assertArrayEquals("a late INSTALL changes nothing", ahead, ok(second.install(2, 1, bases, Map.of())).max.get(0));
    }
}
