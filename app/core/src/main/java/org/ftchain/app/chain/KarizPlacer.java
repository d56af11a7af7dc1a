package org.ftchain.app.chain;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainPlacer;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.Middlebox;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.solver.KarizSolver;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.link.LinkService;
import org.onosproject.store.service.Versioned;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@link ChainPlacer} with Kariz (thesis 2.4) on the graph of ONOS. What other chains use is computed from the store: their
 * hops are where their records say, their routes the cheapest between these. A chain is placed from scratch; a failed hop is
 * re-placed in books that follow the store ({@link LiveChains}), and from scratch where these have no answer.
 *
 * <p>All hops of a path are on distinct servers, also those that f would allow to share one: the control channel names a hop
 * by its path alone. One instance of a middlebox needs as much of a server's "throughput" as the chain carries, and worker
 * threads, which it shares with other hops. A hop that is re-placed does with fewer when nothing else is to be had.
 */
@Component(immediate = true, service = ChainPlacer.class)
public final class KarizPlacer implements ChainPlacer {
    private static final Logger LOG = LoggerFactory.getLogger(KarizPlacer.class);
    private static final CostWeights WEIGHTS = CostWeights.of(Map.of(), 1);
    /** What a chain is re-placed with when its full throughput is not to be had: better slow than down. */
    private static final double LEAST_MBPS = 1e-3;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ChainStore store;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentSessions sessions;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected AgentHealth health;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceService deviceService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected LinkService linkService;

    private final KarizSolver solver = new KarizSolver();
    private final LiveChains liveChains = new LiveChains(WEIGHTS);

    @Override
    public List<HopPlacement> place(ChainRecord record) throws ChainException {
        Map<String, AgentDescription> agents = agents();
        Network network = free(record, agents, Set.of());
        List<Middlebox> middleboxes = record.spec().hops();
        PlacementResult result = solve(network, record, middleboxes, record.spec().throughputMbps(), Map.of(), Set.of());
        if (!result.isPlaced()) {
            throw ChainException.unavailable("chain " + record.name() + " cannot be placed: " + reason(result, record));
        }
        return hops(result.placement(), middleboxes, agents, Map.of());
    }

    @Override
    public List<HopPlacement> replace(ChainRecord record, Set<Integer> failedHops, Set<String> exclude)
            throws ChainException {
        Map<String, AgentDescription> agents = agents();
        Map<Integer, HopPlacement> kept = new HashMap<>();
        for (int hop = 0; hop < record.path().hops().size(); hop++) {
            if (!failedHops.contains(hop)) {
                kept.put(hop, record.path().hops().get(hop));
            }
        }
        Map<Integer, String> fixed = new HashMap<>();
        kept.forEach((hop, placement) -> fixed.put(hop, placement.server()));
        Optional<Placement> live = replaceLive(record, agents, failedHops, exclude);
        if (live.isPresent()) {
            return hops(live.get(), record.spec().hops(), agents, kept);
        }
        Network network = free(record, agents, new TreeSet<>(fixed.values()));
        List<Middlebox> middleboxes = new ArrayList<>(record.spec().hops());
        kept.keySet().forEach(hop -> middleboxes.set(hop, middleboxes.get(hop).withThreads(1)));
        PlacementResult result = solve(network, record, middleboxes, record.spec().throughputMbps(), fixed, exclude);
        if (!result.isPlaced()) {
            LOG.warn("Chain {} is re-placed without its {} Mbit/s or threads: {}", record.name(),
                    record.spec().throughputMbps(), reason(result, record));
            result = solve(graph(List.of(record), agents, new TreeSet<>(fixed.values())), record, ofOneThread(record),
                    LEAST_MBPS, fixed, exclude);
        }
        if (!result.isPlaced()) {
            throw ChainException.unavailable("chain " + record.name() + " cannot be re-placed: " + reason(result, record));
        }
        return hops(result.placement(), record.spec().hops(), agents, kept);
    }

    /** The usual case, at once by the books. What they do not find is searched for thoroughly, and missed with a reason. */
    private Optional<Placement> replaceLive(ChainRecord record, Map<String, AgentDescription> agents, Set<Integer> failedHops,
                                            Set<String> exclude) {
        List<ChainRecord> chains = others(record);
        chains.add(record);
        Set<String> unfit = new TreeSet<>(exclude);
        agents.values().stream().filter(agent -> !isFit(agent)).forEach(agent -> unfit.add(agent.server()));
        return liveChains.replace(graph(chains, agents, agents.keySet()), chains, record.name(), failedHops, unfit)
                .filter(PlacementResult::isPlaced).map(PlacementResult::placement);
    }

    private static List<Middlebox> ofOneThread(ChainRecord record) {
        return record.spec().hops().stream().map(middlebox -> middlebox.withThreads(1)).collect(Collectors.toList());
    }

    private Map<String, AgentDescription> agents() {
        Map<String, AgentDescription> agents = new LinkedHashMap<>();
        sessions.agents().forEach(agent -> agents.put(agent.server(), agent));
        return agents;
    }

    /** Every server that is connected and not suspected to be dead; of the others the servers in {@code needed}, which run hops that stay. */
    private Network graph(List<ChainRecord> chains, Map<String, AgentDescription> agents, Set<String> needed) {
        SubstrateGraph graph = new SubstrateGraph(deviceService, linkService);
        for (AgentDescription agent : agents.values()) {
            if (isFit(agent) || needed.contains(agent.server())) {
                graph.addServer(agent);
            }
        }
        for (ChainRecord chain : chains) {
            graph.addEnd(chain.from());
            graph.addEnd(chain.to());
        }
        return graph.build();
    }

    private boolean isFit(AgentDescription agent) {
        AgentHealth.Life life = health.life(agent.server(), agent.incarnation());
        return agent.connected() && life != AgentHealth.Life.SUSPECTED && life != AgentHealth.Life.FAILED;
    }

    private Network free(ChainRecord record, Map<String, AgentDescription> agents, Set<String> needed) {
        List<ChainRecord> others = others(record);
        List<ChainRecord> all = new ArrayList<>(others);
        all.add(record);
        Network whole = graph(all, agents, needed);
        Network free = whole;
        for (ChainRecord other : others) {
            free = free.minus(used(whole, other));
        }
        return free;
    }

    private List<ChainRecord> others(ChainRecord record) {
        return store.list().stream().map(Versioned::value)
                .filter(chain -> !chain.name().equals(record.name()) && chain.path() != null)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Placement used(Network whole, ChainRecord chain) {
        Map<Integer, String> fixed = new HashMap<>();
        List<HopInstance> instances = new ArrayList<>();
        List<Middlebox> middleboxes = ofOneThread(chain);
        boolean complete = true;
        for (int hop = 0; hop < chain.path().hops().size(); hop++) {
            String server = chain.path().hops().get(hop).server();
            fixed.put(hop, server);
            complete &= whole.node(server).isPresent();
            instances.add(HopInstance.of(hop, server,
                    offering(middleboxes.get(hop), chain.spec().throughputMbps()), 1));
        }
        PlacementResult result = complete ? solve(whole, chain, middleboxes, chain.spec().throughputMbps(), fixed, Set.of()) : null;
        return result != null && result.isPlaced() ? result.placement()
                : Placement.of(instances, List.of(), List.of(), 0, 0);
    }

    private PlacementResult solve(Network network, ChainRecord chain, List<Middlebox> middleboxes, double throughputMbps,
                                  Map<Integer, String> fixed, Set<String> exclude) {
        List<String> types = middleboxes.stream().map(KarizPlacer::kind).collect(Collectors.toList());
        Map<String, Offering> offerings = new TreeMap<>();
        middleboxes.forEach(middlebox -> offerings.put(kind(middlebox), offering(middlebox, throughputMbps)));
        ChainDemand demand = ChainDemand.of(chain.fromIp().toString(), chain.toIp().toString(), types, throughputMbps,
                types.size() - 1).withFixed(fixed).withExcluded(exclude).unsplit();
        return solver.solve(network, List.copyOf(offerings.values()), demand, WEIGHTS);
    }

    /** Placement is asked for distinct servers in the terms that it knows; the user gave another number of failures. */
    private static String reason(PlacementResult result, ChainRecord record) {
        int asked = record.spec().hops().size() - 1;
        return asked == record.spec().failures() ? result.reason()
                : result.reason().replace("failures=" + asked, "all hops on distinct servers");
    }

    /** The type; another when it needs other servers. */
    private static String kind(Middlebox middlebox) {
        return middlebox.type() + (middlebox.threads() == 1 ? "" : " with " + middlebox.threads() + " threads");
    }

    static Offering offering(Middlebox middlebox, double throughputMbps) {
        Map<String, Double> needs = new HashMap<>(Map.of(SubstrateGraph.THROUGHPUT, throughputMbps,
                SubstrateGraph.runs(middlebox.type()), 1.0));
        if (middlebox.threads() > 1) {
            needs.put(SubstrateGraph.threads(middlebox.threads()), 1.0);
        }
        return Offering.of(kind(middlebox), "standard", throughputMbps, needs);
    }

    private static List<HopPlacement> hops(Placement placement, List<Middlebox> middleboxes,
                                           Map<String, AgentDescription> agents, Map<Integer, HopPlacement> kept) {
        List<HopPlacement> hops = new ArrayList<>();
        List<String> servers = placement.nodes();
        for (int hop = 0; hop < servers.size(); hop++) {
            AgentDescription agent = agents.get(servers.get(hop));
            hops.add(kept.containsKey(hop) ? kept.get(hop) : HopPlacement.of(agent.server(), agent.incarnation(),
                    agent.hello().peerAddress, agent.point())
                    .withThreads(Math.min(middleboxes.get(hop).threads(), agent.threads())));
        }
        return hops;
    }
}
