package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Placement;

import java.util.ArrayList;
import java.util.List;

/** Chains arrive, are placed on what is free or refused, stay and leave. One object is one run. Not thread-safe. */
final class Simulation {
    private static final double COST_TOLERANCE = 1e-6;

    /** Told of every arrival; others may be asked the same. */
    interface Observer {
        void onArrival(int number, Network free, Arrival arrival, SolvedChain answer) throws BadFileException;
    }

    private final Load load;
    private final List<Arrival> arrivals;
    private final List<Double> seconds = new ArrayList<>();
    private int accepted;
    private int unproven;
    private double bandwidthCost;
    private double hostCost;

    Simulation(Network network, List<Arrival> arrivals) {
        this.load = new Load(network);
        this.arrivals = arrivals;
    }

    void run(Contestant contestant, Observer observer) throws BadFileException {
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            load.passUntil(arrival.atSeconds);
            Network free = load.free();
            SolvedChain answer = contestant.place(free, arrival.chain);
            seconds.add(answer.seconds());
            if (!isProven(answer)) {
                unproven++;
            }
            if (answer.result().isPlaced()) {
                Placement placement = answer.result().placement();
                accepted++;
                bandwidthCost += placement.bandwidthCost();
                hostCost += placement.hostCost();
                load.add(placement, arrival.staySeconds);
            }
            observer.onArrival(i, free, arrival, answer);
        }
        load.close();
    }

    /** True when the answer is optimal, or infeasible for sure. */
    static boolean isProven(SolvedChain answer) {
        if (!answer.result().isPlaced()) {
            return ((Infeasible) answer.result()).proven();
        }
        double cost = answer.result().placement().cost();
        return answer.bound().isPresent() && answer.bound().getAsDouble() >= cost - COST_TOLERANCE * Math.max(1, cost);
    }

    /** In the order of {@link Figures#MEASURES}; no costs (NaN) when nothing was accepted. */
    double[] measures() {
        double chains = Math.max(1, arrivals.size());
        double placed = accepted == 0 ? Double.NaN : accepted;
        return new double[] {accepted / chains, load.bandwidthUtilisation(), load.cpuUtilisation(),
            load.instanceUtilisation(), bandwidthCost / placed, hostCost / placed, (bandwidthCost + hostCost) / placed,
            unproven / chains, 1000 * Statistics.quantile(seconds, 0.5), 1000 * Statistics.quantile(seconds, 0.95),
            1000 * Statistics.quantile(seconds, 1)};
    }

    double totalSeconds() {
        return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }
}
