package org.ftchain.testbed.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

import java.util.List;
import java.util.Map;

public class TrafficCounterTest {
    private static final String CLIENT = "10.0.1.10";
    private static final String WEB = "10.0.2.20";
    private static final String NAT = "10.0.2.100";
    private static final String FORWARD = "tcp 10.0.1.10:40000 > 10.0.2.20:80";
    private static final String REVERSE = "tcp 10.0.2.20:80 > 10.0.1.10:40000";
    private static final String INSIDE = "tcp 10.0.1.10:40000";

    private final FlowTable client = new FlowTable();
    private final FlowTable web = new FlowTable();

    private void forward(FlowTable table, String source, int port, long sequence, int flags) {
        table.onFrame(TcpFrame.of(source, port, WEB, 80, sequence, flags));
    }

    private void reverse(FlowTable table, String target, int port, int flags) {
        table.onFrame(TcpFrame.of(WEB, 80, target, port, 7000, flags));
    }

    /** Three packets enter, two leave; two enter in reverse, one leaves. */
    private TrafficCounter.Traffic lossyConnection() {
        forward(client, CLIENT, 40000, 0xfffffff0L, TcpFrame.SYN);
        forward(web, NAT, 23456, 0xfffffff0L, TcpFrame.SYN);
        forward(client, CLIENT, 40000, 0xfffffff1L, TcpFrame.ACK);
        forward(client, CLIENT, 40000, 0xfffffff1L, TcpFrame.ACK);
        forward(web, NAT, 23456, 0xfffffff1L, TcpFrame.ACK);
        reverse(web, NAT, 23456, TcpFrame.SYN | TcpFrame.ACK);
        reverse(web, NAT, 23456, TcpFrame.ACK);
        reverse(client, CLIENT, 40000, TcpFrame.SYN | TcpFrame.ACK);
        return TrafficCounter.count(client, web, CLIENT, WEB);
    }

    @Test
    public void shouldMatchFlowsAcrossANatByTheirInitialSequence() {
        TrafficCounter.Traffic traffic = lossyConnection();
        assertEquals(1, traffic.flows().size());
        TrafficCounter.FlowCount flow = traffic.flows().getFirst();
        assertEquals(FORWARD, flow.forward().toString());
        assertEquals(23456, flow.natPort());
        assertEquals(1, flow.forwardLost());
        assertEquals(1, flow.reverseLost());
        assertEquals(1, flow.connections());
        assertEquals(5, traffic.entered());
        assertEquals(2, traffic.lost());
        assertTrue(traffic.strays().isEmpty());
    }

    @Test
    public void shouldReportAFlowThatChangedItsPortAsStray() {
        lossyConnection();
        forward(web, NAT, 23999, 0xfffffff5L, TcpFrame.ACK);
        TrafficCounter.Traffic traffic = TrafficCounter.count(client, web, CLIENT, WEB);
        assertEquals(List.of(new FlowKey(FlowKey.TCP, NAT, 23999, WEB, 80)), traffic.strays());
    }

    @Test
    public void shouldCountTwoConnectionsOnOnePortApart() {
        lossyConnection();
        forward(client, CLIENT, 40000, 123, TcpFrame.SYN);
        assertEquals(2, TrafficCounter.count(client, web, CLIENT, WEB).flows().getFirst().connections());
    }

    @Test
    public void shouldIgnoreConnectionsFromBeforeTheCapture() {
        forward(client, CLIENT, 39999, 1, TcpFrame.ACK);
        assertTrue(TrafficCounter.count(client, web, CLIENT, WEB).flows().isEmpty());
    }

    @Test
    public void shouldAcceptCountsBetweenLeftAndEntered() {
        TrafficCounter.Traffic traffic = lossyConnection();
        for (long forward = 2; forward <= 3; forward++) {
            StateCheck check = StateCheck.of(traffic, Map.of(FORWARD, forward, REVERSE, 2L), Map.of(INSIDE, 23456));
            assertTrue(check.toString(), check.holds());
        }
    }

    @Test
    public void shouldCountEveryMissingEffect() {
        StateCheck check = StateCheck.of(lossyConnection(), Map.of(FORWARD, 1L), Map.of());
        assertEquals("one forward, one reverse, one mapping", 3, check.updatesLost());
        assertFalse(check.holds());
    }

    @Test
    public void shouldRejectCountsBeyondWhatEntered() {
        StateCheck check = StateCheck.of(lossyConnection(), Map.of(FORWARD, 4L, REVERSE, 1L), Map.of(INSIDE, 23456));
        assertEquals(0, check.updatesLost());
        assertFalse(check.holds());
    }

    @Test
    public void shouldRejectAnotherMapping() {
        StateCheck check = StateCheck.of(lossyConnection(), Map.of(FORWARD, 2L, REVERSE, 1L), Map.of(INSIDE, 23457));
        assertEquals(1, check.updatesLost());
    }
}
