package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.onosproject.openflow.controller.OpenFlowSwitch;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;

public class SwitchTableTest {
    private final List<Object> sent = new ArrayList<>();
    private final OpenFlowSwitch ofSwitch = (OpenFlowSwitch) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {OpenFlowSwitch.class}, (proxy, method, arguments) -> {
                assertEquals("sendMsg", method.getName());
                sent.add(arguments[0]);
                return null;
            });
    private final SwitchTable<String> table = new SwitchTable<>(ofSwitch, () -> FlowSnapshot.request(Rules.FACTORY));

    private OFFlowStatsReply reply(OFMessage request, boolean more) {
        Set<OFStatsReplyFlags> flags = more ? EnumSet.of(OFStatsReplyFlags.REPLY_MORE) : EnumSet.noneOf(OFStatsReplyFlags.class);
        return Rules.FACTORY.buildFlowStatsReply().setXid(request.getXid()).setFlags(flags).setEntries(List.of()).build();
    }

    private OFMessage request() {
        table.requestSnapshot();
        return (OFMessage) sent.get(sent.size() - 1);
    }

    @Test
    public void shouldGiveSnapshotWhenLastPartCame() {
        OFMessage request = request();
        assertFalse(table.onPart(reply(request, true), List.of("a")).isPresent());
        assertEquals(List.of("a", "b"), table.onPart(reply(request, false), List.of("b")).orElseThrow());
        assertTrue(table.isSnapshotCurrent());
        assertFalse("told once", table.onPart(reply(request, false), List.of("c")).isPresent());
    }

    @Test
    public void shouldForgetPartsWhenAskedAgain() {
        OFMessage old = request();
        table.onPart(reply(old, true), List.of("old"));
        OFMessage request = request();
        assertFalse(table.onPart(reply(old, false), List.of("older")).isPresent());
        assertEquals(List.of("a"), table.onPart(reply(request, false), List.of("a")).orElseThrow());
    }

    @Test
    public void shouldNotBeCurrentWhenModifiedSinceAsked() {
        table.modify(List.of());
        OFMessage request = request();
        table.modify(List.of());
        assertTrue(table.onPart(reply(request, false), List.of()).isPresent());
        assertFalse(table.isSnapshotCurrent());
    }
}
