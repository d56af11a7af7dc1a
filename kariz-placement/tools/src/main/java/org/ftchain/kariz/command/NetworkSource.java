package org.ftchain.kariz.command;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.networks.FatTree;
import org.ftchain.kariz.networks.Topology;
import org.ftchain.kariz.networks.TopologyReader;
import org.ftchain.kariz.networks.ZooLike;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A network by what the command line says: {@code fat-tree:K}, {@code zoo-like:N}, or a file. */
final class NetworkSource {
    private static final int MAX_K = 64;
    private static final int MAX_SITES = 30_000;

    final Network network;
    /** Nodes between which chains lead. */
    final List<String> ends;
    /** What people should know about it, or "". */
    final String remark;

    private NetworkSource(Network network, List<String> ends, String remark) {
        this.network = network;
        this.ends = ends;
        this.remark = remark;
    }

    /**
     * @param hosting how many nodes host, 0 for all that could
     * @param random draws what is random, also which nodes host
     */
    static NetworkSource of(String name, Surroundings surroundings, double cpu, double bandwidthMbps, boolean speeds,
                            int hosting, Random random) throws UsageException, BadFileException {
        if (name.startsWith("fat-tree:")) {
            int k = number(name, MAX_K);
            if (k < 2 || k % 2 != 0) {
                throw new UsageException("the network must be fat-tree:K with an even K in 2.." + MAX_K + ": " + name);
            }
            return some(FatTree.of(k, cpu, bandwidthMbps), FatTree.hosts(k), "", hosting, random);
        }
        Network network;
        String remark = "";
        if (name.startsWith("zoo-like:")) {
            int sites = number(name, MAX_SITES);
            if (sites < 2) {
                throw new UsageException("the network must be zoo-like:N with N in 2.." + MAX_SITES + ": " + name);
            }
            network = ZooLike.of(sites, cpu, bandwidthMbps, random);
        } else if (name.matches("[a-z-]+:.*")) {
            throw new UsageException("the network must be fat-tree:K, zoo-like:N or a file: " + name);
        } else {
            Topology topology = TopologyReader.read(surroundings.path(name));
            network = topology.network(cpu, bandwidthMbps, speeds);
            remark = (topology.loops() > 0 ? "; left out: " + topology.loops() + " links of a node with itself" : "")
                + (speeds ? "; " + topology.speeds() + " links have the speed of the file" : "");
        }
        List<String> ends = Topology.hostsOfLargestPart(network);
        if (ends.size() < network.nodes().size()) {
            remark += "; the network is in parts, chains lead within the largest (" + ends.size() + " nodes)";
        }
        return some(network, ends, remark, hosting, random);
    }

    private static NetworkSource some(Network network, List<String> ends, String remark, int hosting, Random random)
            throws UsageException {
        List<String> hosts = new ArrayList<>();
        network.nodes().values().stream().filter(Node::hosts).forEach(node -> hosts.add(node.id()));
        if (hosting > hosts.size()) {
            throw new UsageException("--hosting must be at most " + hosts.size() + ", as many as could host: " + hosting);
        }
        if (hosting == 0) {
            return new NetworkSource(network, ends, remark);
        }
        Collections.shuffle(hosts, random);
        Set<String> chosen = new HashSet<>(hosts.subList(0, hosting));
        List<Node> nodes = new ArrayList<>();
        network.nodes().values().forEach(node ->
            nodes.add(node.hosts() && !chosen.contains(node.id()) ? Node.of(node.id()) : node));
        return new NetworkSource(Network.of(nodes, network.links().values()), ends, remark);
    }

    /** @return -1 when what follows the colon is no small number */
    private static int number(String name, int most) {
        String digits = name.substring(name.indexOf(':') + 1);
        int number = digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : -1;
        return number <= most ? number : -1;
    }
}
