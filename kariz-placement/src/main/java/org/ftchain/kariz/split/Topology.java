package org.ftchain.kariz.split;

import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A network's structure in numbers: nodes and links numbered in the order of their ids, so that nothing depends on the order in
 * a file. Nodes with a single link are leaves: routes lead through them only at their ends, which is why they are left out
 * of the core that is searched. Immutable.
 */
final class Topology {
    final int nodeCount;
    final int linkCount;
    final String[] nodeIds;
    final String[] linkIds;
    /** int[linkCount]: the ends. */
    final int[] linkA;
    final int[] linkB;
    /** int[nodeCount]: equal for nodes that fail together. */
    final int[] domain;
    /** int[nodeCount]: the only link of a leaf; -1 for nodes of the core. */
    final int[] leafLink;
    /** int[nodeCount]: a core node's own number in the core, a leaf's neighbour's. */
    final int[] coreOf;
    final int coreCount;
    /** int[coreCount + 1]: where the arcs of a core node begin in the two arrays below; loops are left out. */
    final int[] firstArc;
    final int[] arcTo;
    final int[] arcLink;
    /** int[coreCount]. */
    final int[] nodeOfCore;
    private final Map<String, Integer> numberOf;

    Topology(Network network, Effort effort) {
        nodeCount = network.nodes().size();
        linkCount = network.links().size();
        nodeIds = new String[nodeCount];
        domain = new int[nodeCount];
        numberOf = new HashMap<>(2 * nodeCount);
        Map<String, Integer> domains = new HashMap<>();
        int n = 0;
        for (Node node : network.nodes().values()) {
            effort.accept(32);
            nodeIds[n] = node.id();
            numberOf.put(node.id(), n);
            int number = n;
            domain[n] = node.domain().map(name -> domains.computeIfAbsent(name, d -> number)).orElse(n);
            n++;
        }
        linkIds = new String[linkCount];
        linkA = new int[linkCount];
        linkB = new int[linkCount];
        int[] degree = new int[nodeCount];
        int l = 0;
        for (Link link : network.links().values()) {
            effort.accept(32);
            linkIds[l] = link.id();
            linkA[l] = numberOf.get(link.a());
            linkB[l] = numberOf.get(link.b());
            degree[linkA[l]]++;
            degree[linkB[l]]++;
            l++;
        }
        leafLink = new int[nodeCount];
        coreOf = new int[nodeCount];
        Arrays.fill(leafLink, -1);
        for (int link = 0; link < linkCount; link++) {
            int a = linkA[link];
            int b = linkB[link];
            if (a != b && degree[a] == 1 && degree[b] > 1) {
                leafLink[a] = link;
            } else if (a != b && degree[b] == 1 && degree[a] > 1) {
                leafLink[b] = link;
            }
        }
        int core = 0;
        for (int node = 0; node < nodeCount; node++) {
            coreOf[node] = leafLink[node] < 0 ? core++ : -1;
        }
        coreCount = core;
        nodeOfCore = new int[core];
        firstArc = new int[core + 1];
        for (int node = 0; node < nodeCount; node++) {
            if (leafLink[node] < 0) {
                nodeOfCore[coreOf[node]] = node;
            } else {
                coreOf[node] = coreOf[otherEnd(leafLink[node], node)];
            }
        }
        for (int link = 0; link < linkCount; link++) {
            if (inCore(link)) {
                firstArc[coreOf[linkA[link]] + 1]++;
                firstArc[coreOf[linkB[link]] + 1]++;
            }
        }
        for (int c = 0; c < core; c++) {
            firstArc[c + 1] += firstArc[c];
        }
        arcTo = new int[firstArc[core]];
        arcLink = new int[firstArc[core]];
        int[] at = firstArc.clone();
        for (int link = 0; link < linkCount; link++) {
            effort.accept(8);
            if (inCore(link)) {
                addArc(at, coreOf[linkA[link]], coreOf[linkB[link]], link);
                addArc(at, coreOf[linkB[link]], coreOf[linkA[link]], link);
            }
        }
    }

    private void addArc(int[] at, int from, int to, int link) {
        arcTo[at[from]] = to;
        arcLink[at[from]++] = link;
    }

    private boolean inCore(int link) {
        return linkA[link] != linkB[link] && leafLink[linkA[link]] != link && leafLink[linkB[link]] != link;
    }

    /** @return the node's number, -1 when the network does not have it */
    int number(String nodeId) {
        return numberOf.getOrDefault(nodeId, -1);
    }

    int otherEnd(int link, int node) {
        return linkA[link] == node ? linkB[link] : linkA[link];
    }
}
