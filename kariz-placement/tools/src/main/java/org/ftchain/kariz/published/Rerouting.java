package org.ftchain.kariz.published;

import org.ftchain.kariz.flow.FlowNetwork;
import org.ftchain.kariz.flow.FlowResult;
import org.ftchain.kariz.flow.MinCostFlow;

/**
 * Min-cost flow into one layer and, when the next segment is routed as well, on to the next: two copies of the network, one
 * per traffic type, joined at the nodes of the layer by arcs of the capacity that the layer has there. The copies share
 * the links' capacity, which one flow cannot express (the thesis takes a two-commodity flow): a link that both overfill
 * is narrowed in the second copy and the flow computed again, a few times. Not thread-safe.
 */
final class Rerouting {
    private static final int MAX_ROUNDS = 4;

    private final Problem problem;
    private final int nodeCount;
    private final int linkCount;
    private final boolean twice;
    private final long[] linkFree;
    private final FlowNetwork network;
    private final MinCostFlow flow;
    private final int superSource;
    private final int superSink;
    private final int firstLayerArc;
    /** Results of the last call of {@link #route}: long[linkCount] into and out of the layer, long[nodeCount]. */
    long[] in;
    long[] out;
    long[] z;

    /** @param hop the layer; the segment into it, and the next if it is routed, are free to change */
    Rerouting(Solution solution, int hop) {
        this.problem = solution.problem;
        this.nodeCount = problem.nodes.size();
        this.linkCount = problem.links.size();
        this.twice = solution.routed > hop + 1;
        this.linkFree = solution.freeWithout(hop, twice ? hop + 1 : hop);
        int copies = twice ? 2 : 1;
        this.network = new FlowNetwork(copies * nodeCount + 2);
        this.flow = new MinCostFlow(copies * nodeCount + 2);
        this.superSource = copies * nodeCount;
        this.superSink = superSource + 1;
        for (int copy = 0; copy < copies; copy++) {
            for (int l = 0; l < linkCount; l++) {
                network.addEdge(copy * nodeCount + problem.linkA[l], copy * nodeCount + problem.linkB[l], linkFree[l],
                    problem.unitCost);
            }
        }
        this.firstLayerArc = network.arcCount();
        for (int n = 0; n < nodeCount; n++) {
            network.addArc(n, twice ? nodeCount + n : superSink, 0, 0);
        }
        connect(solution.origin(hop), 0, true);
        if (twice) {
            connect(solution.destination(hop + 1), nodeCount, false);
        }
    }

    private void connect(long[] volumes, int offset, boolean origin) {
        for (int n = 0; n < nodeCount; n++) {
            if (volumes[n] > 0) {
                network.addArc(origin ? superSource : offset + n, origin ? offset + n : superSink, volumes[n], 0);
            }
        }
    }

    /**
     * @param capacity long[nodeCount]: what the layer can take at each node
     * @return false when the whole volume does not get through
     */
    boolean route(long[] capacity) {
        for (int n = 0; n < nodeCount; n++) {
            network.set(firstLayerArc + n, capacity[n], 0);
        }
        boolean narrowed = false;
        boolean done = false;
        for (int round = 0; round < MAX_ROUNDS && !done; round++) {
            FlowResult result = flow.route(network, superSource, superSink, problem.volume);
            if (result.volume() < problem.volume) {
                break;
            }
            in = flows(result, 0);
            out = twice ? flows(result, linkCount) : null;
            z = new long[nodeCount];
            for (int n = 0; n < nodeCount; n++) {
                z[n] = result.flow(firstLayerArc + n);
            }
            done = true;
            for (int l = 0; twice && l < linkCount; l++) {
                if (Math.abs(in[l]) + Math.abs(out[l]) > linkFree[l]) {
                    network.set(linkCount + l, linkFree[l] - Math.abs(in[l]), problem.unitCost);
                    narrowed = true;
                    done = false;
                }
            }
        }
        for (int l = 0; narrowed && l < linkCount; l++) {
            network.set(linkCount + l, linkFree[l], problem.unitCost);
        }
        return done;
    }

    private long[] flows(FlowResult result, int firstArc) {
        long[] flows = new long[linkCount];
        for (int l = 0; l < linkCount; l++) {
            flows[l] = result.flow(firstArc + l);
        }
        return flows;
    }
}
