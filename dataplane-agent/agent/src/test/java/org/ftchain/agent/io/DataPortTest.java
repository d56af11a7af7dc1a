package org.ftchain.agent.io;

import com.sun.management.ThreadMXBean;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** The contract of {@link DataPort}, kept by every mode, on real veth interfaces. */
@RunWith(Parameterized.class)
public class DataPortTest {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] MPLS_HEADER = HexFormat.of().parseHex("020000000002" + "020000000001" + "8847" + "00400140");

    @Parameters(name = "{0}")
    public static List<IoMode> modes() {
        return List.of(IoMode.XDP, IoMode.XDP_SKB, IoMode.PACKET);
    }

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private final IoMode mode;
    private PrivateNetwork network;
    private DataPort port;
    /** The other end of the veth pair, to send anything to the port and to see its MPLS frames. */
    private DataPort peer;

    public DataPortTest(IoMode mode) {
        this.mode = mode;
    }

    @Before
    public void openBothEnds() throws Exception {
        network = PrivateNetwork.create();
        network.call(() -> {
            port = DataPort.open("left", mode);
            peer = DataPort.open("right", IoMode.PACKET);
            return null;
        });
    }

    @After
    public void closeBothEnds() throws Exception {
        if (network != null) {
            try {
                network.call(() -> {
                    if (port != null) {
                        port.close();
                    }
                    if (peer != null) {
                        peer.close();
                    }
                    return null;
                });
            } finally {
                network.close();
            }
        }
    }

    private void inNetwork(Callable<Void> body) throws Exception {
        network.call(body);
    }

    private static byte[] mplsFrame(int length, long seed) {
        byte[] frame = new byte[length];
        new Random(seed).nextBytes(frame);
        System.arraycopy(MPLS_HEADER, 0, frame, 0, MPLS_HEADER.length);
        return frame;
    }

    private static void send(DataPort from, byte[] frame) {
        long offset = from.allocate();
        assertTrue("no free slot", offset >= 0);
        MemorySegment.copy(frame, 0, from.segment(), JAVA_BYTE, offset + 100, frame.length);
        from.transmit(offset + 100, frame.length);
    }

    private static byte[] receiveOne(DataPort at) {
        long[] offsets = new long[1];
        int[] lengths = new int[1];
        long deadline = System.nanoTime() + WAIT_NS;
        while (at.receive(offsets, lengths) == 0) {
            long left = deadline - System.nanoTime();
            assertTrue("no frame came", left > 0);
            at.await(left);
        }
        byte[] frame = new byte[lengths[0]];
        MemorySegment.copy(at.segment(), JAVA_BYTE, offsets[0], frame, 0, frame.length);
        assertTrue("headroom", (offsets[0] & at.slotBytes() - 1) >= DataPort.HEADROOM_BYTES);
        at.free(offsets[0]);
        return frame;
    }

    @Test
    public void shouldReceiveFramesUnchangedInOrderWhenTheyAreMpls() throws Exception {
        inNetwork(() -> {
            for (int i = 0; i < 50; i++) {
                send(peer, mplsFrame(60 + i * 69, i));
            }
            peer.flush();
            for (int i = 0; i < 50; i++) {
                assertArrayEquals("frame " + i, mplsFrame(60 + i * 69, i), receiveOne(port));
            }
            assertEquals(0, port.counters().rxDropped());
            assertEquals(50, port.counters().rxFrames());
            return null;
        });
    }

    @Test
    public void shouldSendFramesUnchangedInOrderWhenFlushed() throws Exception {
        inNetwork(() -> {
            for (int i = 0; i < 100; i++) {
                send(port, mplsFrame(60 + i * 34, i));
            }
            port.flush();
            for (int i = 0; i < 100; i++) {
                assertArrayEquals("frame " + i, mplsFrame(60 + i * 34, i), receiveOne(peer));
            }
            assertEquals(0, port.receive(new long[8], new int[8])); // what it sent does not come back
            assertEquals(0, port.counters().txDropped());
            assertEquals(100, port.counters().txFrames());
            return null;
        });
    }

    @Test
    public void shouldCarryTheLargestFrameWhenMtuIs3498() throws Exception {
        inNetwork(() -> {
            assertEquals(3512, port.maxFrameBytes());
            byte[] frame = mplsFrame(port.maxFrameBytes(), 7);
            send(peer, frame);
            peer.flush();
            assertArrayEquals(frame, receiveOne(port));
            send(port, frame);
            port.flush();
            assertArrayEquals(frame, receiveOne(peer));
            return null;
        });
    }

    @Test
    public void shouldCountADropWhenFrameExceedsTheMtu() throws Exception {
        inNetwork(() -> {
            send(port, mplsFrame(port.maxFrameBytes() + 1, 1));
            send(port, mplsFrame(100, 2));
            port.flush();
            assertArrayEquals(mplsFrame(100, 2), receiveOne(peer));
            assertEquals(1, port.counters().txDropped());
            assertEquals(1, port.counters().txFrames());
            return null;
        });
    }

    @Test
    public void shouldCountDropsAndGoOnWhenThePeerRefusesFrames() throws Exception {
        inNetwork(() -> {
            PrivateNetwork.run("ip", "link", "set", "right", "mtu", "1500");
            for (int i = 0; i < 20; i++) {
                send(port, mplsFrame(i % 2 == 0 ? 3000 : 200, i));
            }
            port.flush();
            for (int i = 1; i < 20; i += 2) {
                assertArrayEquals(mplsFrame(200, i), receiveOne(peer));
            }
            assertEquals(10, port.counters().txDropped());
            assertEquals(10, port.counters().txFrames());
            return null;
        });
    }

    @Test
    public void shouldLeaveOtherFramesToTheKernelWhenTheyAreNotMpls() throws Exception {
        inNetwork(() -> {
            PrivateNetwork.run("ip", "address", "add", "10.213.77.1/24", "dev", "left");
            long before = PrivateNetwork.receivedFrames("right");
            send(peer, HexFormat.of().parseHex("ffffffffffff" + "0200000000aa" + "0806" // who has 10.213.77.1?
                    + "0001080006040001" + "0200000000aa" + "0ad54d02" + "000000000000" + "0ad54d01"
                    + "00".repeat(18)));
            peer.flush();
            long deadline = System.nanoTime() + WAIT_NS;
            while (PrivateNetwork.receivedFrames("right") == before) { // the kernel's answer
                assertTrue("the kernel did not answer", System.nanoTime() < deadline);
                peer.await(1_000_000);
            }
            assertEquals(0, port.receive(new long[8], new int[8]));
            return null;
        });
    }

    @Test
    public void shouldNotLoseSlotsWhenManyFramesPass() throws Exception {
        inNetwork(() -> {
            long[] offsets = new long[64];
            int[] lengths = new int[64];
            int forwarded = 0;
            int back = 0;
            long deadline = System.nanoTime() + 10 * WAIT_NS;
            byte[] frame = mplsFrame(300, 3);
            while (back < 5 * DataPort.SLOT_COUNT) {
                assertTrue("stuck after " + forwarded + "/" + back, System.nanoTime() < deadline);
                for (int i = 0; i < 32; i++) {
                    send(peer, frame);
                }
                peer.flush();
                int count = port.receive(offsets, lengths);
                for (int i = 0; i < count; i++) {
                    port.transmit(offsets[i], lengths[i]);
                }
                port.flush();
                forwarded += count;
                int got = peer.receive(offsets, lengths);
                for (int i = 0; i < got; i++) {
                    peer.free(offsets[i]);
                }
                back += got;
            }
            assertEquals(0, port.counters().txDropped());
            return null;
        });
    }

    @Test
    public void shouldNotAllocateWhenFramesPass() throws Exception {
        inNetwork(() -> {
            byte[] frame = mplsFrame(200, 5);
            long[] offsets = new long[64];
            int[] lengths = new int[64];
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            long allocated = -1;
            // Native calls allocate until they are compiled, which on a busy machine takes its time.
            for (int attempt = 0; attempt < 20 && allocated != 0; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                forward(frame, offsets, lengths, 100_000);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals("bytes in 100,000 frames", 0, allocated);
            return null;
        });
    }

    /** Sends frames from the peer through the port and back, with a wait in every cycle. */
    private void forward(byte[] frame, long[] offsets, int[] lengths, int wanted) {
        for (int back = 0; back < wanted; ) {
            for (int i = 0; i < 32; i++) {
                send(peer, frame);
            }
            peer.flush();
            port.await(1);
            int count = port.receive(offsets, lengths);
            for (int i = 0; i < count; i++) {
                port.transmit(offsets[i], lengths[i]);
            }
            port.flush();
            int got = peer.receive(offsets, lengths);
            for (int i = 0; i < got; i++) {
                peer.free(offsets[i]);
            }
            back += got;
        }
    }

    @Test
    public void shouldRunOutOfSlotsAndRecoverWhenCallerKeepsThem() throws Exception {
        inNetwork(() -> {
            long[] kept = new long[DataPort.SLOT_COUNT];
            int count = 0;
            for (long offset = port.allocate(); offset >= 0; offset = port.allocate()) {
                kept[count++] = offset;
            }
            assertTrue("slots: " + count, count >= 2048 && count <= DataPort.SLOT_COUNT);
            assertEquals(count, Arrays.stream(kept, 0, count).distinct().count());
            for (int i = 0; i < count; i++) {
                port.free(kept[i] + 300);
            }
            send(peer, mplsFrame(64, 1));
            peer.flush();
            assertArrayEquals(mplsFrame(64, 1), receiveOne(port));
            return null;
        });
    }

    @Test
    public void shouldRefuseWhenASlotIsFreedTwice() throws Exception {
        inNetwork(() -> {
            long offset = port.allocate();
            port.free(offset);
            assertThrows(IllegalStateException.class, () -> port.free(offset));
            return null;
        });
    }

    @Test
    public void shouldWaitUntilWokenOrTimeOver() throws Exception {
        inNetwork(() -> {
            long start = System.nanoTime();
            assertFalse(port.await(20_000_000));
            assertTrue(System.nanoTime() - start >= 20_000_000);
            port.wakeUp(); // before the wait
            assertTrue(port.await(WAIT_NS));
            assertFalse("a wake-up counts once", port.await(1_000_000));
            Thread waker = new Thread(port::wakeUp);
            waker.start();
            assertTrue(port.await(WAIT_NS));
            waker.join();
            return null;
        });
    }

    @Test
    public void shouldDetachWhenClosed() throws Exception {
        inNetwork(() -> {
            assertEquals(mode != IoMode.PACKET, PrivateNetwork.run("ip", "link", "show", "left").contains("xdp"));
            port.close();
            port.close();
            port.wakeUp();
            assertFalse(PrivateNetwork.run("ip", "link", "show", "left").contains("xdp"));
            port = DataPort.open("left", mode);
            send(peer, mplsFrame(64, 1));
            peer.flush();
            assertArrayEquals(mplsFrame(64, 1), receiveOne(port));
            return null;
        });
    }

    @Test
    public void shouldNameInterfaceAndCauseWhenItCannotBeOpened() throws Exception {
        inNetwork(() -> {
            assertEquals("data port data9: no such interface", message("data9", mode));
            PrivateNetwork.run("ip", "link", "add", "idle", "type", "veth", "peer", "name", "idle2");
            assertEquals("data port idle: interface is down (ip link set idle up)", message("idle", mode));
            assertEquals("data port : an interface name has 1..15 bytes", message("", mode));
            if (mode != IoMode.PACKET) {
                assertTrue(message("left", mode), message("left", mode).startsWith("data port left: mode " + mode
                        + ": bind: Device or resource busy"));
                PrivateNetwork.run("ip", "link", "add", "wide", "numrxqueues", "4", "type", "veth", "peer", "name", "wide2");
                PrivateNetwork.run("ip", "link", "set", "wide", "up");
                assertTrue(message("wide", mode), message("wide", mode).contains("the interface has 4"));
            }
            return null;
        });
    }

    private static String message(String interfaceName, IoMode mode) {
        return assertThrows(DataPortException.class, () -> DataPort.open(interfaceName, mode)).getMessage();
    }
}
