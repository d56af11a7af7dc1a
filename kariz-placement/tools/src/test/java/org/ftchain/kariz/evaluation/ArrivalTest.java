package org.ftchain.kariz.evaluation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;
import org.junit.Test;

import java.util.List;

public class ArrivalTest {
    @Test
    public void shouldArriveAndStayAsTheThesisSays() {
        List<Arrival> arrivals = Arrival.poisson(FatTree.hosts(6), Evaluation.CHAIN, 200, 20_000, 5);
        assertEquals(100, arrivals.get(arrivals.size() - 1).atSeconds / arrivals.size(), 3);
        assertEquals(10_800, arrivals.stream().mapToDouble(arrival -> arrival.staySeconds).average().orElse(0), 300);
        assertEquals(54, arrivals.stream().map(arrival -> arrival.chain.source()).distinct().count());
        assertEquals(1 / 54.0, arrivals.stream().filter(arrival -> arrival.chain.source().equals(arrival.chain.target()))
            .count() / (double) arrivals.size(), 0.005);
    }

    @Test
    public void shouldBringTheSameChainsToAllSettingsOfASeed() {
        List<Arrival> one = Arrival.poisson(FatTree.hosts(6), Evaluation.CHAIN, 200, 50, 5);
        List<Arrival> other = Arrival.poisson(FatTree.hosts(6), Evaluation.CHAIN.subList(0, 1), 500, 50, 5);
        List<Arrival> unlike = Arrival.poisson(FatTree.hosts(6), Evaluation.CHAIN, 200, 50, 6);
        for (int i = 0; i < 50; i++) {
            assertEquals(one.get(i).atSeconds, other.get(i).atSeconds, 0);
            assertEquals(one.get(i).staySeconds, other.get(i).staySeconds, 0);
            assertEquals(one.get(i).chain.target(), other.get(i).chain.target());
            assertNotEquals(one.get(i).atSeconds, unlike.get(i).atSeconds, 0);
        }
    }
}
