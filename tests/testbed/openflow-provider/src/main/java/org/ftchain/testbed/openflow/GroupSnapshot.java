package org.ftchain.testbed.openflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.StoredGroupBucketEntry;
import org.projectfloodlight.openflow.protocol.OFBucketCounter;
import org.projectfloodlight.openflow.protocol.OFGroupStatsEntry;

/** What groups a switch says it has, in ONOS's terms. A group is recognised by its id, so buckets need no decoding. Stateless. */
final class GroupSnapshot {
    private GroupSnapshot() {
    }

    /**
     * @param stored what ONOS's store has for the device
     * @param withUnknown whether groups that are not in the store are told, without their buckets
     */
    static List<Group> groups(DeviceId deviceId, List<OFGroupStatsEntry> snapshot, Iterable<Group> stored,
            boolean withUnknown) {
        Map<Integer, Group> known = new HashMap<>();
        stored.forEach(group -> known.put(group.id().id(), group));
        List<Group> result = new ArrayList<>(snapshot.size());
        for (OFGroupStatsEntry stats : snapshot) {
            GroupId id = GroupId.valueOf(stats.getGroup().getGroupNumber());
            Group origin = known.get(id.id());
            if (origin == null && !withUnknown) {
                continue;
            }
            DefaultGroup group = origin == null
                    ? new DefaultGroup(id, deviceId, GroupDescription.Type.ALL, new GroupBuckets(List.of()))
                    : new DefaultGroup(id, deviceId, origin.type(), buckets(origin, stats.getBucketStats()));
            group.setState(Group.GroupState.ADDED);
            group.setLife(stats.getDurationSec());
            group.setPackets(stats.getPacketCount().getValue());
            group.setBytes(stats.getByteCount().getValue());
            group.setReferenceCount(stats.getRefCount());
            result.add(group);
        }
        return result;
    }

    private static GroupBuckets buckets(Group origin, List<OFBucketCounter> counters) {
        List<GroupBucket> result = new ArrayList<>();
        for (GroupBucket bucket : origin.buckets().buckets()) {
            GroupBucket copy = copy(bucket);
            if (result.size() < counters.size()) {
                OFBucketCounter counter = counters.get(result.size());
                ((StoredGroupBucketEntry) copy).setPackets(counter.getPacketCount().getValue());
                ((StoredGroupBucketEntry) copy).setBytes(counter.getByteCount().getValue());
            }
            result.add(copy);
        }
        return new GroupBuckets(result);
    }

    private static GroupBucket copy(GroupBucket bucket) {
        switch (bucket.type()) {
            case SELECT:
                return DefaultGroupBucket.createSelectGroupBucket(bucket.treatment(), bucket.weight());
            case INDIRECT:
                return DefaultGroupBucket.createIndirectGroupBucket(bucket.treatment());
            case FAILOVER:
                return DefaultGroupBucket.createFailoverGroupBucket(bucket.treatment(), bucket.watchPort(), bucket.watchGroup());
            case CLONE:
                return DefaultGroupBucket.createCloneGroupBucket(bucket.treatment());
            default:
                return DefaultGroupBucket.createAllGroupBucket(bucket.treatment());
        }
    }
}
