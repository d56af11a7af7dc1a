package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.List;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.GroupOperation;
import org.projectfloodlight.openflow.protocol.OFBucket;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFGroupMod;
import org.projectfloodlight.openflow.protocol.OFGroupType;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;

/** Group operations to group modifications. Stateless. */
final class GroupEncoder {
    private GroupEncoder() {
    }

    /**
     * @throws UnsupportedRuleException when OpenFlow 1.3 has no such group or action
     */
    static OFGroupMod encode(GroupOperation operation, OFFactory factory) throws UnsupportedRuleException {
        switch (operation.opType()) {
            case ADD:
                return fill(factory.buildGroupAdd(), operation, factory).setBuckets(buckets(operation, factory)).build();
            case MODIFY:
                return fill(factory.buildGroupModify(), operation, factory).setBuckets(buckets(operation, factory)).build();
            case DELETE:
                return fill(factory.buildGroupDelete(), operation, factory).build();
            default:
                throw new UnsupportedRuleException("group operation must be ADD, MODIFY or DELETE: " + operation.opType());
        }
    }

    private static OFGroupMod.Builder fill(OFGroupMod.Builder builder, GroupOperation operation, OFFactory factory)
            throws UnsupportedRuleException {
        return builder.setGroup(OFGroup.of(operation.groupId().id())).setGroupType(type(operation.groupType()));
    }

    private static OFGroupType type(GroupDescription.Type type) throws UnsupportedRuleException {
        switch (type) {
            case SELECT:
                return OFGroupType.SELECT;
            case ALL:
                return OFGroupType.ALL;
            case INDIRECT:
                return OFGroupType.INDIRECT;
            case FAILOVER:
                return OFGroupType.FF;
            default:
                throw new UnsupportedRuleException("group type must be SELECT, ALL, INDIRECT or FAILOVER: " + type);
        }
    }

    private static List<OFBucket> buckets(GroupOperation operation, OFFactory factory) throws UnsupportedRuleException {
        List<OFBucket> result = new ArrayList<>();
        for (GroupBucket bucket : operation.buckets().buckets()) {
            OFBucket.Builder builder = factory.buildBucket()
                    .setActions(ActionEncoder.encode(bucket.treatment().allInstructions(), factory))
                    .setWatchPort(OFPort.ANY)
                    .setWatchGroup(OFGroup.ANY);
            if (operation.groupType() == GroupDescription.Type.SELECT) {
                builder.setWeight(bucket.weight());
            }
            if (operation.groupType() == GroupDescription.Type.FAILOVER) {
                if (bucket.watchPort() != null) {
                    builder.setWatchPort(MatchEncoder.port(bucket.watchPort()));
                }
                if (bucket.watchGroup() != null) {
                    builder.setWatchGroup(OFGroup.of(bucket.watchGroup().id()));
                }
            }
            result.add(builder.build());
        }
        return result;
    }
}
