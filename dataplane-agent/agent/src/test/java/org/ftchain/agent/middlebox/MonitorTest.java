package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;
import org.junit.Test;

import java.util.List;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

public class MonitorTest {
    private final MiddleboxFixture monitor = new MiddleboxFixture("monitor", "{}");

    @Test
    public void shouldCountPacketsAndBytesPerFlowAndDirection() {
        byte[] packet = TestPackets.tcp(CLIENT, 40000, WEB, 80, 20);
        for (int count = 0; count < 3; count++) {
            assertArrayEquals(packet, monitor.forward(packet));
        }
        monitor.reverse(TestPackets.tcp(WEB, 80, CLIENT, 40000, 1400));
        monitor.forward(TestPackets.icmp(8, CLIENT, WEB, 77, 56));
        assertEquals(List.of("icmp 10.0.1.10:77 > 10.0.2.20:77 = packets=1 bytes=84",
                "tcp 10.0.1.10:40000 > 10.0.2.20:80 = packets=3 bytes=180",
                "tcp 10.0.2.20:80 > 10.0.1.10:40000 = packets=1 bytes=1440"),
                monitor.transaction.render(monitor.middlebox, Monitor.FLOW));
        assertEquals(List.of("forward thread 1 = packets=4 bytes=264", "reverse thread 1 = packets=1 bytes=1440"),
                monitor.transaction.render(monitor.middlebox, Monitor.TOTAL));
        assertEquals(List.of("flows = count=3"), monitor.transaction.render(monitor.middlebox, Monitor.FLOW_COUNT));
    }

    @Test
    public void shouldCountInTotalOnlyWhenFlowsAreTooMany() {
        MiddleboxFixture small = new MiddleboxFixture(new Monitor(true, 1, 2));
        for (int port = 1; port <= 5; port++) {
            small.forward(TestPackets.udp(CLIENT, port, WEB, 53, 0));
        }
        small.forward(TestPackets.udp(CLIENT, 2, WEB, 53, 0));
        assertEquals(List.of("udp 10.0.1.10:1 > 10.0.2.20:53 = packets=1 bytes=28",
                "udp 10.0.1.10:2 > 10.0.2.20:53 = packets=2 bytes=56"),
                small.transaction.render(small.middlebox, Monitor.FLOW));
        assertEquals(List.of("forward thread 1 = packets=6 bytes=168"),
                small.transaction.render(small.middlebox, Monitor.TOTAL));
    }

    @Test
    public void shouldCountIpv6FlowsApart() {
        monitor.forward(TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 20));
        monitor.forward(TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 0));
        monitor.reverse(TestPacketsV6.icmp(129, TestPacketsV6.WEB, TestPacketsV6.CLIENT, 77, 8));
        monitor.forward(TestPackets.tcp(CLIENT, 40000, WEB, 80, 0));
        assertEquals(List.of("icmpv6 [2001:db8:2::20]:77 > [2001:db8:1::10]:77 = packets=1 bytes=56",
                "tcp [2001:db8:1::10]:40000 > [2001:db8:2::20]:80 = packets=2 bytes=140"),
                monitor.transaction.render(monitor.middlebox, Monitor.FLOW_V6));
        assertEquals(1, monitor.transaction.size(Monitor.FLOW));
        assertEquals(List.of("flows = count=3"), monitor.transaction.render(monitor.middlebox, Monitor.FLOW_COUNT));
        assertEquals(List.of("forward thread 1 = packets=3 bytes=180", "reverse thread 1 = packets=1 bytes=56"),
                monitor.transaction.render(monitor.middlebox, Monitor.TOTAL));
    }

    @Test
    public void shouldCountInTotalOnlyWhenNotIp() {
        monitor.forward(new byte[48]);
        assertEquals(0, monitor.transaction.size(Monitor.FLOW) + monitor.transaction.size(Monitor.FLOW_V6));
        assertEquals(List.of("forward thread 1 = packets=1 bytes=48"),
                monitor.transaction.render(monitor.middlebox, Monitor.TOTAL));
    }

    @Test
    public void shouldKeepOneTotalPerSharingGroup() {
        MiddleboxFixture shared = new MiddleboxFixture("monitor", "{'sharing':2}");
        byte[] packet = TestPackets.tcp(CLIENT, 40000, WEB, 80, 20);
        for (int thread = 0; thread < 3; thread++) {
            shared.transaction.thread = thread;
            shared.forward(packet);
        }
        shared.reverse(packet);
        assertEquals(List.of("forward threads 1-2 = packets=2 bytes=120", "forward threads 3-4 = packets=1 bytes=60",
                "reverse threads 3-4 = packets=1 bytes=60"), shared.transaction.render(shared.middlebox, Monitor.TOTAL));
        assertEquals(1, shared.transaction.size(Monitor.FLOW));
    }

    @Test
    public void shouldKeepTotalsOnlyWhenFlowsAreOff() {
        MiddleboxFixture totals = new MiddleboxFixture("monitor", "{'flows':false}");
        totals.forward(TestPackets.tcp(CLIENT, 40000, WEB, 80, 20));
        totals.forward(TestPacketsV6.tcp(TestPacketsV6.CLIENT, 40000, TestPacketsV6.WEB, 80, 20));
        assertEquals(0, totals.transaction.size(Monitor.FLOW) + totals.transaction.size(Monitor.FLOW_V6)
                + totals.transaction.size(Monitor.FLOW_COUNT));
        assertEquals(List.of("forward thread 1 = packets=2 bytes=140"),
                totals.transaction.render(totals.middlebox, Monitor.TOTAL));
    }

    @Test
    public void shouldPassEverythingWithoutStateWhenReplica() {
        MiddleboxFixture replica = new MiddleboxFixture("replica", "{}");
        byte[] packet = TestPackets.tcp(CLIENT, 40000, WEB, 80, 20);
        assertArrayEquals(packet, replica.forward(packet));
        assertArrayEquals(packet, replica.reverse(packet));
        assertEquals(List.of(), replica.middlebox.maps());
    }
}
