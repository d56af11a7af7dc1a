package org.ftchain.kariz.networks;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.ftchain.kariz.model.Network;
import org.junit.Test;

import java.util.Random;

public class RandomNetworksTest {
    @Test
    public void shouldJoinAllSitesOfAZooLikeNetwork() {
        for (int nodes : new int[] {2, 3, 20, 200}) {
            Network network = ZooLike.of(nodes, 20, 2000, new Random(nodes));
            assertEquals(nodes, network.nodes().size());
            assertEquals(nodes, Topology.hostsOfLargestPart(network).size());
            assertEquals(nodes - 1 + Math.ceil(0.33 * nodes), network.links().size(), 0);
            assertEquals(network, ZooLike.of(nodes, 20, 2000, new Random(nodes)));
        }
        assertNotEquals(ZooLike.of(20, 20, 2000, new Random(1)), ZooLike.of(20, 20, 2000, new Random(2)));
    }

    @Test
    public void shouldLeaveAtLeastThePartThatIsFree() {
        Network whole = FatTree.of(6, 20, 2000);
        Network half = RandomLoad.of(whole, 0.5, new Random(3));
        assertEquals(whole.nodes().keySet(), half.nodes().keySet());
        assertTrue(half.nodes().values().stream().filter(node -> node.hosts())
            .allMatch(node -> node.capacity("cpu") >= 10 && node.capacity("cpu") <= 20));
        assertEquals(1500, half.links().values().stream().mapToDouble(link -> link.bandwidthMbps()).average().orElse(0), 60);
        assertEquals("rack0", half.nodes().get("host0").domain().orElse(""));
        assertEquals(whole, RandomLoad.of(whole, 1, new Random(3)));
    }
}
