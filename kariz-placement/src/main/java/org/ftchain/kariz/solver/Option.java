package org.ftchain.kariz.solver;

import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Offering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** So many instances of one offering as carry the whole throughput of a hop. */
final class Option {
    final Offering offering;
    final int count;
    /** double[resourceCount]: what all the instances need together. */
    final double[] need;
    final double cost;

    private Option(Offering offering, int count, double[] need, double cost) {
        this.offering = offering;
        this.count = count;
        this.need = need;
        this.cost = cost;
    }

    /**
     * The options for one middlebox type, cheapest first. One that costs no less and needs no less of anything than an
     * earlier one is left out.
     *
     * @param resources names, in the order of {@link #need}
     */
    static List<Option> of(String middlebox, List<Offering> offerings, List<String> resources, double throughputMbps,
                           CostWeights weights) {
        List<Option> all = new ArrayList<>();
        for (Offering offering : offerings) {
            double instances = Math.max(1, Math.ceil(throughputMbps / offering.throughputMbps() - Substrate.TOLERANCE));
            if (offering.middlebox().equals(middlebox) && instances <= Integer.MAX_VALUE) {
                double[] need = new double[resources.size()];
                double cost = 0;
                for (int r = 0; r < need.length; r++) {
                    need[r] = instances * offering.demand().getOrDefault(resources.get(r), 0.0);
                    cost += weights.alpha(resources.get(r)) * need[r];
                }
                all.add(new Option(offering, (int) instances, need, cost));
            }
        }
        all.sort(Comparator.<Option>comparingDouble(o -> o.cost).thenComparingInt(o -> o.count)
            .thenComparing(o -> o.offering.name()));
        List<Option> useful = new ArrayList<>();
        for (Option option : all) {
            if (useful.stream().noneMatch(cheaper -> cheaper.needsNoMoreThan(option))) {
                useful.add(option);
            }
        }
        return useful;
    }

    private boolean needsNoMoreThan(Option other) {
        for (int r = 0; r < need.length; r++) {
            if (need[r] > other.need[r]) {
                return false;
            }
        }
        return true;
    }

    boolean fits(double[] free) {
        for (int r = 0; r < need.length; r++) {
            if (!fits(free, r)) {
                return false;
            }
        }
        return true;
    }

    boolean fits(double[] free, int resource) {
        return need[resource] <= free[resource] + Substrate.TOLERANCE * Math.max(1, need[resource]);
    }
}
