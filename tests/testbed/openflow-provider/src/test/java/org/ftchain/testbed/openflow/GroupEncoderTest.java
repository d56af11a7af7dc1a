package org.ftchain.testbed.openflow;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.DefaultGroupDescription;
import org.onosproject.net.group.DefaultGroupKey;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.GroupOperation;
import org.projectfloodlight.openflow.protocol.OFBucketCounter;
import org.projectfloodlight.openflow.protocol.OFGroupMod;
import org.projectfloodlight.openflow.protocol.OFGroupModCommand;
import org.projectfloodlight.openflow.protocol.OFGroupStatsEntry;
import org.projectfloodlight.openflow.protocol.OFGroupType;
import org.projectfloodlight.openflow.types.OFGroup;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.U64;

public class GroupEncoderTest {
    private static final GroupId ID = GroupId.valueOf(7);
    private static final TrafficTreatment OUT = DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build();
    private static final GroupBuckets SELECT = new GroupBuckets(List.of(
            DefaultGroupBucket.createSelectGroupBucket(OUT, (short) 3), DefaultGroupBucket.createSelectGroupBucket(OUT, (short) 1)));

    private static OFGroupMod encode(GroupOperation operation) throws UnsupportedRuleException {
        return GroupEncoder.encode(operation, Rules.FACTORY);
    }

    @Test
    public void shouldCarryWeightsWhenSelect() throws Exception {
        OFGroupMod added = encode(GroupOperation.createAddGroupOperation(ID, GroupDescription.Type.SELECT, SELECT));
        assertEquals(OFGroupModCommand.ADD, added.getCommand());
        assertEquals(OFGroupType.SELECT, added.getGroupType());
        assertEquals(OFGroup.of(7), added.getGroup());
        assertEquals(3, added.getBuckets().get(0).getWeight());
        assertEquals(1, added.getBuckets().get(1).getWeight());
        assertEquals(List.of(Rules.FACTORY.actions().output(OFPort.of(2), 0)), added.getBuckets().get(1).getActions());
    }

    @Test
    public void shouldCarryWatchedPortWhenFailover() throws Exception {
        OFGroupMod modified = encode(GroupOperation.createModifyGroupOperation(ID, GroupDescription.Type.FAILOVER,
                new GroupBuckets(List.of(DefaultGroupBucket.createFailoverGroupBucket(OUT, PortNumber.portNumber(4), null)))));
        assertEquals(OFGroupModCommand.MODIFY, modified.getCommand());
        assertEquals(OFGroupType.FF, modified.getGroupType());
        assertEquals(OFPort.of(4), modified.getBuckets().get(0).getWatchPort());
        assertEquals(OFGroup.ANY, modified.getBuckets().get(0).getWatchGroup());
    }

    @Test
    public void shouldHaveNoBucketsWhenDeleted() throws Exception {
        OFGroupMod deleted = encode(GroupOperation.createDeleteGroupOperation(ID, GroupDescription.Type.ALL));
        assertEquals(OFGroupModCommand.DELETE, deleted.getCommand());
        assertEquals(List.of(), deleted.getBuckets());
    }

    @Test
    public void shouldBeRefusedWhenClone() {
        assertThrows(UnsupportedRuleException.class, () -> encode(GroupOperation.createAddGroupOperation(ID,
                GroupDescription.Type.CLONE, new GroupBuckets(List.of(DefaultGroupBucket.createCloneGroupBucket(OUT))))));
    }

    @Test
    public void shouldEqualStoredGroupWithCountersWhenTold() {
        Group stored = new DefaultGroup(ID, new DefaultGroupDescription(Rules.DEVICE, GroupDescription.Type.SELECT, SELECT,
                new DefaultGroupKey(new byte[] {1}), 7, new DefaultApplicationId(7, "org.ftchain.test")));
        OFBucketCounter first = Rules.FACTORY.bucketCounter(U64.of(4), U64.of(40));
        OFBucketCounter second = Rules.FACTORY.bucketCounter(U64.of(6), U64.of(60));
        OFGroupStatsEntry told = Rules.FACTORY.buildGroupStatsEntry().setGroup(OFGroup.of(7)).setPacketCount(U64.of(10))
                .setByteCount(U64.of(100)).setBucketStats(List.of(first, second)).build();
        OFGroupStatsEntry unknown = Rules.FACTORY.buildGroupStatsEntry().setGroup(OFGroup.of(8)).build();
        List<Group> groups = GroupSnapshot.groups(Rules.DEVICE, List.of(told, unknown), List.of(stored), true);
        assertEquals(2, groups.size());
        assertEquals(stored.id(), groups.get(0).id());
        assertEquals(stored.buckets(), groups.get(0).buckets());
        assertEquals(10, groups.get(0).packets());
        assertEquals(60, groups.get(0).buckets().buckets().get(1).bytes());
        assertEquals(GroupId.valueOf(8), groups.get(1).id());
        assertEquals(1, GroupSnapshot.groups(Rules.DEVICE, List.of(told, unknown), List.of(stored), false).size());
    }
}
