package org.ftchain.simulation;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.HopCounter;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainSpecParser;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.onlab.packet.Ip4Address;
import org.onosproject.net.ConnectPoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One path with everything around it, made from one seed. */
final class World {
    static final String PATH = "web/0";
    private static final int SPARES = 4;
    private static final int LABEL_BASE = 2048;

    private static final Map<Integer, ChainSpec> SPECS = new ConcurrentHashMap<>();

    final SplittableRandom random;
    final Shape shape;
    final Scheduler scheduler = new Scheduler();
    final Coverage coverage = new Coverage();
    final Ledger ledger;
    final Network network;
    final Orchestrator orchestrator;
    final Faults faults;
    /** Servers with incarnations that had reason to be taken for failed. */
    final Set<String> doubted = new HashSet<>();
    private final boolean traced;
    final ControlChannel channel;
    private final Map<String, Server> servers = new TreeMap<>();
    private final List<Server> all = new ArrayList<>();
    private boolean faulty = true;

    /** @param traced whether the orchestrator's and the faults' events are printed */
    World(long seed, boolean traced) {
        this.traced = traced;
        random = new SplittableRandom(seed);
        shape = Shape.of(random);
        ledger = new Ledger(shape.hops(), shape.failures(), coverage);
        network = new Network(this);
        channel = new ControlChannel(this);
        faults = new Faults(this);
        for (int i = 0; i < shape.hops() + SPARES; i++) {
            String name = "s" + (char) ('a' + i);
            servers.put(name, new Server(this, name, 1000 * (i + 1)));
            all.add(servers.get(name));
        }
        orchestrator = new Orchestrator(this, channel, record());
        deploy();
    }

    private ChainRecord record() {
        ChainSpec spec = SPECS.computeIfAbsent(shape.middleboxes() * 100 + shape.failures() * 10 + (shape.symmetric() ? 1 : 0),
                key -> spec(shape));
        List<HopPlacement> hops = new ArrayList<>();
        for (int hop = 0; hop < shape.hops(); hop++) {
            hops.add(placement(all.get(hop)).withThreads(shape.threads().get(hop)));
        }
        LabelPlan labels = LabelPlan.initial(LABEL_BASE, hops.size(), shape.symmetric());
        PathRecord path = PathRecord.of(PATH, 1, 1, hops, labels.labels(), null, LABEL_BASE)
                .withLabelOrder(labels.orderWhenUsed());
        return ChainRecord.of(spec, ChainState.ACTIVE, "", "02:fc:00:00:00:01",
                Endpoint.of("02:00:00:00:01:10", Ip4Address.valueOf("10.0.1.10"), point(1)),
                Endpoint.of("02:00:00:00:02:20", Ip4Address.valueOf("10.0.2.20"), point(2)), path);
    }

    private static ChainSpec spec(Shape shape) {
        String boxes = "{\"type\":\"monitor\"}" + ",{\"type\":\"monitor\"}".repeat(shape.middleboxes() - 1);
        try {
            return ChainSpecParser.parse(ChainSpecParser.readObject("{\"name\":\"web\",\"from\":\"10.0.1.10\",\"to\":\"10.0.2.20\","
                    + "\"middleboxes\":[" + boxes + "],\"gateway\":\"10.0.1.1\",\"throughput\":100,\"failures\":"
                    + shape.failures() + ",\"symmetric\":" + shape.symmetric() + ",\"protection\":\"ftc\"}", "simulation"));
        } catch (ChainException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConnectPoint point(int port) {
        return ConnectPoint.deviceConnectPoint("of:0000000000000001/" + port);
    }

    static HopPlacement placement(Server server) {
        return HopPlacement.of(server.name, server.incarnation, server.name + ":9878", point(10 + server.name.charAt(1)));
    }

    /** Installs and opens the path as it is first deployed, without faults. */
    private void deploy() {
        ChainRecord record = orchestrator.stored;
        PathRecord path = record.path();
        List<HopSpec.Member> members = new ArrayList<>();
        path.hops().forEach(hop -> members.add(hop.toMember()));
        for (int hop = 0; hop < shape.hops(); hop++) {
            HopSpec spec = new HopSpec(PATH, 1, hop, shape.failures(), shape.symmetric(), members,
                    record.spec().hopSpecs(), path.labels(), record.chainMac(), record.fromMac(), record.toMac(),
                    path.hops().get(hop).threads());
            Server server = server(path.hops().get(hop).server());
            server.act(() -> require(server.control.install(new Request.Install(1, spec, List.of(), null), Map.of())));
        }
        rules(path).forEach(network::install);
        classifiers(path).forEach(network::classify);
        for (int hop = shape.hops() - 1; hop >= 0; hop--) {
            Server server = server(path.hops().get(hop).server());
            server.act(() -> require(server.control.handle(new Request.Open(1, PATH, 1), scheduler.nowNs(), 0)));
        }
        ledger.opened(1, scheduler.nowNs());
    }

    private static void require(Reply reply) {
        if (!reply.ok) {
            throw new IllegalStateException(reply.error);
        }
    }

    /** The rules of a path's labels. */
    Map<Integer, Network.Rule> rules(PathRecord path) {
        HopSpec.Labels labels = path.labels();
        Map<Integer, Network.Rule> rules = new TreeMap<>();
        int last = shape.hops() - 1;
        List<String> servers = path.hops().stream().map(HopPlacement::server).toList();
        for (int hop = 0; hop <= last; hop++) {
            rules.put(labels.forward[hop],
                    new Network.Rule(hop == 0 ? Network.REVERSE_HOST : servers.get(hop - 1), servers.get(hop)));
            if (shape.symmetric()) {
                rules.put(labels.reverse[hop],
                        new Network.Rule(hop == last ? Network.FORWARD_HOST : servers.get(hop + 1), servers.get(hop)));
            }
        }
        rules.put(labels.ring, new Network.Rule(servers.get(last), servers.get(0)));
        rules.put(labels.egressForward, new Network.Rule(servers.get(last), Network.FORWARD_HOST));
        if (shape.symmetric()) {
            rules.put(labels.egressReverse, new Network.Rule(servers.get(0), Network.REVERSE_HOST));
        }
        return rules;
    }

    /** The labels that packets of the two directions get. */
    Map<Boolean, Integer> classifiers(PathRecord path) {
        Map<Boolean, Integer> classifiers = new TreeMap<>();
        classifiers.put(true, path.labels().forward[0]);
        if (shape.symmetric()) {
            classifiers.put(false, path.labels().reverse[shape.hops() - 1]);
        }
        return classifiers;
    }

    Server server(String name) {
        return servers.get(name);
    }

    List<Server> servers() {
        return all;
    }

    boolean faulty() {
        return faulty;
    }

    /** Faults stop. */
    void heal() {
        faulty = false;
        faults.heal();
        network.heal();
        channel.heal();
    }

    /** Every middlebox has changed a released packet once. */
    void checkChanges(byte[] frame) {
        if (FrameView.changes(frame) != shape.middleboxes()) {
            throw new Violation("PacketChange", "packet " + FrameView.packet(frame) + " was changed "
                    + FrameView.changes(frame) + " times by " + shape.middleboxes() + " middleboxes");
        }
    }

    /** What hops and switches look like, for the message of a violation. */
    String picture() {
        StringBuilder text = new StringBuilder();
        rules(orchestrator.stored.path()).forEach((label, rule) -> {
            if (!rule.equals(network.rule(label))) {
                text.append(" label ").append(label).append(": ").append(network.rule(label)).append(" instead of ").append(rule);
            }
        });
        for (HopPlacement placement : orchestrator.stored.path().hops()) {
            Hop hop = server(placement.server()).alive ? server(placement.server()).chainHop() : null;
            text.append(" | ").append(placement.server()).append(' ').append(hop == null ? "none" : hop.phase()
                    + " promised " + hop.promisedEpoch() + " waiting " + hop.waitingCount() + " buffered "
                    + hop.bufferedCount() + " pending " + hop.replication().isPending());
        }
        return text.toString();
    }

    /** Whether the path is open and nothing is held, waiting or retained on it. */
    boolean drained() {
        for (HopPlacement placement : orchestrator.stored.path().hops()) {
            Server server = server(placement.server());
            Hop hop = server.alive ? server.chainHop() : null;
            if (hop == null || hop.phase() != Hop.Phase.OPEN || hop.waitingCount() > 0 || hop.bufferedCount() > 0
                    || hop.replication().isPending()) {
                return false;
            }
        }
        return true;
    }

    /** Packets that hops of the path have dropped because they held too many. */
    long wantOfRoom() {
        long dropped = 0;
        for (HopPlacement placement : orchestrator.stored.path().hops()) {
            Hop hop = server(placement.server()).chainHop();
            dropped += hop.counter(HopCounter.WAITING_DROPS) + hop.counter(HopCounter.BUFFER_DROPS)
                    + hop.counter(HopCounter.NO_FRAME_DROPS);
        }
        return dropped;
    }

    void trace(Supplier<String> line) {
        if (traced) {
            System.out.printf("%10.3f ms  %s%n", scheduler.nowNs() / 1e6, line.get());
        }
    }

    void close() {
        servers.values().forEach(Server::close);
    }
}
