package org.ftchain.agent.middlebox;

import com.sun.management.ThreadMXBean;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.EXTERNAL;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** The worker thread allocates nothing per packet. */
public class ZeroAllocationTest {
    private static final int PACKETS = 100_000;

    private final Packet packet = new Packet();
    private final Direction[] directions = {Direction.FORWARD, Direction.REVERSE};
    private MiddleboxFixture[] fixtures;
    private MemorySegment[] originals;
    private MemorySegment scratch;

    @Test(timeout = 60_000)
    public void shouldAllocateNothingPerPacketAfterWarmUp() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MiddleboxFixture nat = new MiddleboxFixture("nat", "{'externalAddress':'10.0.2.100','timeoutSeconds':1}");
        byte[] tcp = TestPackets.tcp(CLIENT, 40000, WEB, 80, 100);
        byte[] sent = nat.forward(tcp);
        int port = TestPackets.wrap(sent).sourcePort();
        fixtures = new MiddleboxFixture[] {new MiddleboxFixture("firewall", "{'rules':[{'action':'deny',"
                + "'protocol':'udp','destinationPorts':'53'},{'action':'deny','source':'2001:db8:9::/48'},"
                + "{'action':'allow'}]}"),
                new MiddleboxFixture("monitor", "{'sharing':2}"), nat, new MiddleboxFixture("gen", "{}"),
                new MiddleboxFixture("replica", "{}")};
        nat.transaction.keepsEmitted = false;
        byte[] expiring = tcp.clone();
        expiring[8] = 1;
        TestPackets.fillChecksums(expiring, true);
        originals = new MemorySegment[] {TestPackets.copy(tcp),
                TestPackets.copy(TestPackets.udp(CLIENT, 5353, WEB, 53, 100)),
                TestPackets.copy(TestPackets.icmp(8, CLIENT, WEB, 77, 56)),
                TestPackets.copy(TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 100)),
                TestPackets.copy(expiring), TestPackets.copy(TestPackets.tcp(WEB, 80, EXTERNAL, port, 100)),
                TestPackets.copy(TestPackets.icmpError(3, WEB, EXTERNAL, sent, 60))};
        scratch = TestPackets.copy(new byte[2048]);
        run(PACKETS);
        long thread = Thread.currentThread().threadId();
        long allocated = -1;
        // The compiler may still be at work: a round without allocation must come soon, and none can by chance.
        for (int round = 0; allocated != 0 && round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            int forwarded = run(PACKETS);
            allocated = threads.getThreadAllocatedBytes(thread) - before;
            assertTrue("enough packets were really processed: " + forwarded, forwarded > PACKETS * 2);
        }
        assertEquals("bytes allocated", 0, allocated);
    }

    /** Every packet through every middlebox; time passes, so that the NAT also refreshes. */
    private int run(int packets) {
        int forwarded = 0;
        for (int index = 0; index < packets; index++) {
            MemorySegment original = originals[index % originals.length];
            int length = (int) original.byteSize();
            for (int which = 0; which < fixtures.length; which++) {
                MemorySegment.copy(original, 0, scratch, 14, length);
                MiddleboxFixture fixture = fixtures[which];
                fixture.transaction.nowMs++;
                if (packet.wrap(scratch, 14, length) && fixture.middlebox.process(packet,
                        directions[index % originals.length < 5 ? 0 : 1], fixture.transaction) == Middlebox.FORWARD) {
                    forwarded++;
                }
            }
        }
        return forwarded;
    }
}
