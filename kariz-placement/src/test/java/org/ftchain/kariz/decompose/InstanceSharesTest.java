package org.ftchain.kariz.decompose;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.ChainPath;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

public class InstanceSharesTest {
    private static final Offering SMALL = Offering.of("nat", "small", 50, Map.of());
    private static final Offering LARGE = Offering.of("nat", "large", 200, Map.of());

    @Test
    public void shouldGivePathsWholeInstancesWhereThatIsPossible() {
        InstanceShares shares = shares(List.of(HopInstance.of(0, "a", SMALL, 3), HopInstance.of(0, "a", LARGE, 1)), 230, 90);

        assertTrue(shares.areIntegral());
        assertEquals(List.of(HopInstance.of(0, "a", LARGE, 1), HopInstance.of(0, "a", SMALL, 1)),
            shares.of(0).get(0).own());
        assertEquals(List.of(HopInstance.of(0, "a", SMALL, 2)), shares.of(0).get(1).own());
    }

    @Test
    public void shouldSayWhatPathsHaveToShare() {
        InstanceShares shares = shares(List.of(HopInstance.of(0, "a", SMALL, 3)), 75, 75);

        assertFalse(shares.areIntegral());
        assertEquals("one has two instances, the other one and half of what is left", 25, shares.sharedMbps(), 1e-9);
    }

    @Test
    public void shouldNeverGiveAnInstanceTwice() {
        List<HopInstance> instances = List.of(HopInstance.of(0, "a", SMALL, 5), HopInstance.of(0, "a", LARGE, 1));
        InstanceShares shares = shares(instances, 40, 60, 110, 200);
        int small = 0;
        for (InstanceShares.Share share : shares.of(0)) {
            for (HopInstance own : share.own()) {
                small += own.offering().equals(SMALL) ? own.count() : 0;
            }
        }
        assertTrue("small " + small, small <= 5);
    }

    private static InstanceShares shares(List<HopInstance> instances, double... volumes) {
        List<ChainPath> paths = new ArrayList<>();
        double sum = 0;
        for (double volume : volumes) {
            paths.add(ChainPath.of(volume, List.of("a")));
            sum += volume;
        }
        return InstanceShares.of(Placement.of(instances, List.of(Allocation.of(0, "a", sum)), List.of(), paths, 0, 0));
    }
}
