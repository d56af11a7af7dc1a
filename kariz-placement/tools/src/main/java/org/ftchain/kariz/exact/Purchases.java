package org.ftchain.kariz.exact;

import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be bought for one hop in whole instances: bounds that the program's relaxation, which buys parts of instances, does
 * not know. Gives the relaxation's own bound where there are too many ways to look at. One object is one enumeration.
 */
final class Purchases {
    private static final int MAX_WAYS = 20_000;

    private final List<Offering> offerings;
    private final double throughput;
    private int ways;
    private double best;

    /** @param offerings of one middlebox */
    Purchases(List<Offering> offerings, double throughputMbps) {
        this.offerings = offerings;
        this.throughput = throughputMbps;
    }

    /** The least cost of instances that carry the throughput, on nodes without limits; 0 when that is not found out. */
    double leastCost(CostWeights weights) {
        ways = 0;
        best = Double.POSITIVE_INFINITY;
        cheapest(0, throughput, 0, weights);
        return ways > MAX_WAYS || offerings.isEmpty() ? 0 : best;
    }

    private void cheapest(int index, double left, double cost, CostWeights weights) {
        if (cost >= best || ways > MAX_WAYS) {
            return;
        }
        ways++;
        if (left <= 1e-9 * throughput) {
            best = cost;
            return;
        }
        if (index == offerings.size()) {
            return;
        }
        Offering offering = offerings.get(index);
        double each = 0;
        for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
            each += weights.alpha(need.getKey()) * need.getValue();
        }
        int most = (int) Math.min(MAX_WAYS, Math.ceil(left / offering.throughputMbps() - 1e-9));
        for (int count = most; count >= 0; count--) {
            cheapest(index + 1, left - count * offering.throughputMbps(), cost + count * each, weights);
        }
    }

    /** The most that instances on this node carry, at most the throughput. */
    double most(Node node) {
        ways = 0;
        best = 0;
        fullest(0, 0, new TreeMap<>(node.capacity()));
        return ways > MAX_WAYS ? throughput : best;
    }

    private void fullest(int index, double carried, Map<String, Double> free) {
        ways++;
        best = Math.max(best, Math.min(throughput, carried));
        if (index == offerings.size() || best >= throughput || ways > MAX_WAYS) {
            return;
        }
        Offering offering = offerings.get(index);
        double most = Math.ceil((throughput - carried) / offering.throughputMbps() - 1e-9);
        for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
            if (need.getValue() > 0) {
                most = Math.min(most, Math.floor(free.getOrDefault(need.getKey(), 0.0) / need.getValue() + 1e-9));
            }
        }
        for (int count = (int) Math.min(MAX_WAYS, most); count >= 0; count--) {
            Map<String, Double> left = new TreeMap<>(free);
            for (Map.Entry<String, Double> need : offering.demand().entrySet()) {
                left.merge(need.getKey(), -need.getValue() * count, Double::sum);
            }
            fullest(index + 1, carried + count * offering.throughputMbps(), left);
        }
    }
}
