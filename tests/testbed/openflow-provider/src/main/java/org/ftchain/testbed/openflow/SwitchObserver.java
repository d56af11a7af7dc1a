package org.ftchain.testbed.openflow;

import java.util.List;
import org.onosproject.net.DeviceId;
import org.onosproject.openflow.controller.Dpid;
import org.onosproject.openflow.controller.OpenFlowMessageListener;
import org.onosproject.openflow.controller.OpenFlowSwitchListener;
import org.onosproject.openflow.controller.RoleState;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortStatus;

/** Everything that can be heard of switches; an observer overrides what it needs. Called on the threads of the channels. */
interface SwitchObserver extends OpenFlowSwitchListener, OpenFlowMessageListener {
    @Override
    default void switchAdded(Dpid dpid) {
    }

    @Override
    default void switchRemoved(Dpid dpid) {
    }

    @Override
    default void switchChanged(Dpid dpid) {
    }

    @Override
    default void portChanged(Dpid dpid, OFPortStatus status) {
    }

    @Override
    default void receivedRoleReply(Dpid dpid, RoleState requested, RoleState response) {
    }

    @Override
    default void handleIncomingMessage(Dpid dpid, OFMessage message) {
    }

    @Override
    default void handleOutgoingMessage(Dpid dpid, List<OFMessage> messages) {
    }

    /** The device of a datapath. */
    static DeviceId deviceId(Dpid dpid) {
        return DeviceId.deviceId(Dpid.uri(dpid));
    }

    /** The datapath of a device. */
    static Dpid dpid(DeviceId deviceId) {
        return Dpid.dpid(deviceId.uri());
    }
}
