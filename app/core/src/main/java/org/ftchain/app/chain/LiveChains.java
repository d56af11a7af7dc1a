package org.ftchain.app.chain;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.Middlebox;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.split.LiveNetwork;
import org.ftchain.kariz.split.SplitSolver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Books of what the chains take of the network, so that a failed hop is re-placed at once with everything else fixed. They
 * follow the store: every call enters what has changed since the last, and only another network or another kind of middlebox
 * makes them be written anew. Servers and ends that have left a network stay in its books, and get nothing. Thread-safe.
 */
final class LiveChains {
    /** A chain in the books, where its record says it is; threads are not counted there, as hops share them. */
    private static final class Entry {
        private final ChainRecord record;
        private final ChainDemand demand;
        /** Also those of hops that are re-placed, with all their threads. */
        private final Map<String, Offering> offerings = new TreeMap<>();
        private final List<String> asked = new ArrayList<>();
        private final List<Object> key;

        private Entry(ChainRecord chain) {
            this.record = chain;
            double throughput = chain.spec().throughputMbps();
            List<String> kinds = new ArrayList<>();
            Map<Integer, String> servers = new TreeMap<>();
            for (int hop = 0; hop < chain.path().hops().size(); hop++) {
                servers.put(hop, chain.path().hops().get(hop).server());
                kinds.add(kind(chain.spec().hops().get(hop).withThreads(1), throughput));
                asked.add(kind(chain.spec().hops().get(hop), throughput));
            }
            this.demand = ChainDemand.of(chain.fromIp().toString(), chain.toIp().toString(), kinds, throughput,
                    kinds.size() - 1).withFixed(servers).unsplit();
            this.key = List.of(demand.source(), demand.target(), kinds, asked, servers);
        }

        /** A book knows one offering of a name, hence the throughput in it. */
        private String kind(Middlebox middlebox, double throughput) {
            Offering offering = KarizPlacer.offering(middlebox, throughput);
            String kind = offering.middlebox() + " at " + throughput + " Mbit/s";
            offerings.put(kind, Offering.of(kind, offering.name(), throughput, offering.demand()));
            return kind;
        }

        private ChainDemand without(Set<Integer> hops, Set<String> exclude) {
            List<String> kinds = new ArrayList<>(demand.middleboxes());
            hops.forEach(hop -> kinds.set(hop, asked.get(hop)));
            Map<Integer, String> kept = new TreeMap<>(demand.fixed());
            kept.keySet().removeAll(hops);
            return ChainDemand.of(demand.source(), demand.target(), kinds, demand.throughputMbps(), demand.failures())
                    .withFixed(kept).withExcluded(exclude).unsplit();
        }

        /** The servers' part alone; which way the traffic goes is not known. */
        private Placement onServers() {
            List<HopInstance> instances = new ArrayList<>();
            demand.fixed().forEach((hop, server) ->
                    instances.add(HopInstance.of(hop, server, offerings.get(demand.middleboxes().get(hop)), 1)));
            return Placement.of(instances, List.of(), List.of(), 0, 0);
        }
    }

    private final CostWeights weights;
    private Network network;
    private LiveNetwork live;
    private final Map<String, Offering> offerings = new TreeMap<>();
    private final Map<String, Entry> entered = new TreeMap<>();
    /** Chains whose records say what the network cannot carry; their servers' capacity is not in the books. */
    private final Map<String, Entry> misfits = new TreeMap<>();
    private int written;

    LiveChains(CostWeights weights) {
        this.weights = weights;
    }

    /**
     * Where the chain's failed hops go. The books stay as they are: they follow the store.
     *
     * @param now all servers, also those that are not fit
     * @param chains all chains that have a path
     * @param exclude servers that get none of the hops
     * @return empty when the chain is not in the books, as the network does not have all that its record says
     */
    synchronized Optional<PlacementResult> replace(Network now, Collection<ChainRecord> chains, String chain,
                                                   Set<Integer> failedHops, Set<String> exclude) {
        follow(now, chains);
        Entry entry = entered.remove(chain);
        if (entry == null) {
            return Optional.empty();
        }
        Set<String> excluded = new TreeSet<>(network.nodes().keySet());
        excluded.removeAll(now.nodes().keySet());
        excluded.addAll(exclude);
        // Not LiveNetwork.replace: what ran on failed servers would never be given back, and recoveries are also rehearsed.
        live.release(chain);
        PlacementResult result = live.place(chain, entry.without(failedHops, excluded));
        if (result.isPlaced()) {
            live.release(chain);
        }
        enter(chain, entry);
        return Optional.of(result);
    }

    /** How often the books were written anew. */
    synchronized int written() {
        return written;
    }

    /** Free Mbit/s of a link by the books. */
    synchronized double bandwidthMbps(String link) {
        return live.bandwidthMbps(link);
    }

    private void follow(Network now, Collection<ChainRecord> chains) {
        Map<String, Entry> wanted = new TreeMap<>();
        for (ChainRecord chain : chains) {
            Entry known = entered.get(chain.name());
            wanted.put(chain.name(), known != null && known.record == chain ? known : new Entry(chain));
        }
        boolean keep = live != null && onlyLeavesHaveGone(network, now);
        for (Entry entry : wanted.values()) {
            keep &= offerings.keySet().containsAll(entry.offerings.keySet());
        }
        for (Map.Entry<String, Entry> misfit : misfits.entrySet()) {
            keep &= isSame(misfit.getValue(), wanted.get(misfit.getKey()));
        }
        if (!keep || !update(wanted)) {
            network = now;
            write(wanted);
        }
    }

    /** @return false when a chain cannot be entered */
    private boolean update(Map<String, Entry> wanted) {
        for (String name : List.copyOf(entered.keySet())) {
            if (!isSame(entered.get(name), wanted.get(name))) {
                live.release(name);
                entered.remove(name);
            }
        }
        for (Map.Entry<String, Entry> one : wanted.entrySet()) {
            if (!entered.containsKey(one.getKey()) && !misfits.containsKey(one.getKey())
                    && !enter(one.getKey(), one.getValue())) {
                return false;
            }
        }
        return true;
    }

    private void write(Map<String, Entry> wanted) {
        written++;
        offerings.clear();
        wanted.values().forEach(entry -> offerings.putAll(entry.offerings));
        misfits.clear();
        int before;
        do {
            before = misfits.size();
            Network free = network;
            for (Entry misfit : misfits.values()) {
                free = free.minus(misfit.onServers());
            }
            live = new LiveNetwork(free, List.copyOf(offerings.values()), weights, new SplitSolver(0, 0, 0));
            entered.clear();
            for (Map.Entry<String, Entry> one : wanted.entrySet()) {
                if (!misfits.containsKey(one.getKey()) && !enter(one.getKey(), one.getValue())) {
                    misfits.put(one.getKey(), one.getValue());
                }
            }
        } while (misfits.size() > before);
    }

    private boolean enter(String name, Entry entry) {
        boolean known = network.node(entry.demand.source()).isPresent() && network.node(entry.demand.target()).isPresent();
        boolean placed = known && live.place(name, entry.demand).isPlaced();
        if (placed) {
            entered.put(name, entry);
        }
        return placed;
    }

    private static boolean isSame(Entry entry, Entry other) {
        return other != null && entry.key.equals(other.key);
    }

    /** True when a network is as it was, but for nodes that had at most one link, across which nothing went to others. */
    private static boolean onlyLeavesHaveGone(Network was, Network now) {
        Map<String, Integer> links = new HashMap<>();
        Iterator<Link> linksNow = now.links().values().iterator();
        Link nextLink = next(linksNow);
        for (Link link : was.links().values()) {
            if (link.equals(nextLink)) {
                nextLink = next(linksNow);
            } else if (now.node(link.a()).isPresent() && now.node(link.b()).isPresent()) {
                return false;
            } else {
                links.merge(link.a(), 1, Integer::sum);
                links.merge(link.b(), 1, Integer::sum);
            }
        }
        Iterator<Node> nodesNow = now.nodes().values().iterator();
        Node nextNode = next(nodesNow);
        for (Node node : was.nodes().values()) {
            if (node.equals(nextNode)) {
                nextNode = next(nodesNow);
            } else if (links.getOrDefault(node.id(), 0) > 1) {
                return false;
            }
        }
        // Both are sorted: what has come or changed is still there.
        return nextLink == null && nextNode == null;
    }

    private static <T> T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }
}
