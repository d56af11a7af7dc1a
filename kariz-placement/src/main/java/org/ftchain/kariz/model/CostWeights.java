package org.ftchain.kariz.model;

import java.util.Map;

/** The weights of the objective (thesis 2.2.2, equations 2.7-2.9). */
public final class CostWeights {
    private final Map<String, Double> alpha;
    private final double beta;

    private CostWeights(Map<String, Double> alpha, double beta) {
        this.alpha = Checks.amounts("alpha", alpha);
        this.beta = Checks.notNegative("beta", beta);
    }

    /**
     * @param alpha cost of one unit by resource; a resource that is not listed costs nothing
     * @param beta cost of one Mbit/s on one link
     */
    public static CostWeights of(Map<String, Double> alpha, double beta) {
        return new CostWeights(alpha, beta);
    }

    public Map<String, Double> alpha() {
        return alpha;
    }

    public double alpha(String resource) {
        return alpha.getOrDefault(resource, 0.0);
    }

    public double beta() {
        return beta;
    }

    @Override
    public String toString() {
        return "CostWeights{alpha=" + alpha + ", beta=" + beta + "}";
    }
}
