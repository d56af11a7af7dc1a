package org.ftchain.kariz.networks;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.junit.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

public class FatTreeTest {
    @Test
    public void shouldBeTheNetworkOfTheEvaluation() {
        Network network = FatTree.of(6, 20, 2000);
        assertEquals(99, network.nodes().size());
        assertEquals(162, network.links().size());
        assertEquals(54, network.nodes().values().stream().filter(Node::hosts).count());
        assertEquals(FatTree.hosts(6).size(), FatTree.hosts(6).stream().filter(id -> network.nodes().get(id).hosts()).count());
        Map<String, Integer> degree = new HashMap<>();
        for (Link link : network.links().values()) {
            degree.merge(link.a(), 1, Integer::sum);
            degree.merge(link.b(), 1, Integer::sum);
        }
        degree.forEach((id, links) -> assertEquals(id, id.startsWith("host") ? 1 : 6, (int) links));
        assertEquals("three hosts to a rack", 18,
            network.nodes().values().stream().map(Node::domain).filter(Optional::isPresent).distinct().count());
    }

    @Test
    public void shouldRefuseOddK() {
        assertThrows(IllegalArgumentException.class, () -> FatTree.of(5, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> FatTree.of(0, 1, 1));
    }
}
