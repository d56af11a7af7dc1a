package org.ftchain.testbed.openflow;

import java.util.List;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.TableId;
import org.projectfloodlight.openflow.types.U64;

/** What the tests of this package build rules from. */
final class Rules {
    static final OFFactory FACTORY = OFFactories.getFactory(OFVersion.OF_13);
    static final DeviceId DEVICE = DeviceId.deviceId("of:0000000000000001");

    private Rules() {
    }

    static FlowRule rule(int priority, TrafficSelector selector, TrafficTreatment treatment) {
        return DefaultFlowRule.builder().forDevice(DEVICE).withPriority(priority).withSelector(selector).withTreatment(treatment)
                .fromApp(new DefaultApplicationId(7, "org.ftchain.test")).makePermanent().build();
    }

    static FlowRule rule(int priority, long inPort) {
        return rule(priority, DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(inPort)).build(),
                DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build());
    }

    /** How a switch tells of a rule in table 0. */
    static OFFlowStatsEntry told(long cookie, int priority, TrafficSelector selector) throws UnsupportedRuleException {
        return FACTORY.buildFlowStatsEntry().setCookie(U64.of(cookie)).setTableId(TableId.of(0)).setPriority(priority)
                .setMatch(MatchEncoder.encode(selector, FACTORY)).setPacketCount(U64.of(5)).setByteCount(U64.of(500))
                .setDurationSec(3).setDurationNsec(0).setInstructions(List.of()).build();
    }
}
