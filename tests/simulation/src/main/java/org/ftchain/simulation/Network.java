package org.ftchain.simulation;

import org.ftchain.control.HopSpec;
import org.ftchain.simulation.Coverage.Kind;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Switches that forward by label, and links that lose, duplicate, delay and reorder. A frame passes one switch. */
final class Network {
    static final String FORWARD_HOST = "to";
    static final String REVERSE_HOST = "from";
    private static final int LINK_NS = 20_000;
    private static final int REORDER_NS = 3_000_000;
    /** Longer than a quick recovery, so that frames of the epoch before arrive. */
    private static final int LONG_NS = 25_000_000;

    /** A label's rules match the port on which its frames come: nobody else can put frames on that way. */
    record Rule(String from, String to) {
    }

    /**
     * A frame under way.
     *
     * @param epoch  of the sender when it sent it
     * @param packet number of the packet in it, or 0
     */
    private record Flight(Server from, int epoch, long sentNs, int packet, byte[] frame) {
        Flight with(byte[] other) {
            return new Flight(from, epoch, sentNs, packet, other);
        }
    }

    /** A frame that is to arrive when its label leads from the same hop in another epoch. */
    private record Stale(int hop, boolean forward, int epoch, byte[] frame) {
    }

    private static final int FLOWS = 3;
    private static final int MOST_STALE = 8;

    private final World world;
    private final Map<Integer, Rule> rules = new HashMap<>();
    private final Map<String, Long> severedUntilNs = new HashMap<>();
    private final Map<Integer, Integer> copies = new HashMap<>();
    private final FlowOrder order = new FlowOrder();
    private final BitSet left = new BitSet();
    /** Frames with a message that got stuck, with their senders' hops. */
    private final List<Stale> stale = new ArrayList<>();
    private Set<String> isolated = Set.of();
    private long isolatedUntilNs;
    /** By direction (true: forward) the label that packets get. */
    private final Map<Boolean, Integer> classifiers = new TreeMap<>();
    private boolean faulty = true;

    Network(World world) {
        this.world = world;
    }

    void install(int label, Rule rule) {
        rules.put(label, rule);
    }

    Rule rule(int label) {
        return rules.get(label);
    }

    void remove(int label) {
        rules.remove(label);
    }

    java.util.List<Integer> labels() {
        return new java.util.ArrayList<>(new java.util.TreeSet<>(rules.keySet()));
    }

    void classify(boolean forward, int label) {
        classifiers.put(forward, label);
    }

    Map<Boolean, Integer> classifiers() {
        return classifiers;
    }

    void sever(String from, String to, long untilNs) {
        severedUntilNs.put(from + ">" + to, untilNs);
    }

    /** Nothing passes between these servers and the others, in both directions. */
    void isolate(Set<String> servers, long untilNs) {
        isolated = servers;
        isolatedUntilNs = untilNs;
    }

    private boolean passes(String from, String to) {
        long nowNs = world.scheduler.nowNs();
        return severedUntilNs.getOrDefault(from + ">" + to, 0L) <= nowNs
                && (isolatedUntilNs <= nowNs || isolated.contains(from) == isolated.contains(to));
    }

    void heal() {
        faulty = false;
        severedUntilNs.clear();
        isolatedUntilNs = 0;
    }

    /** Whether the packet has left the chain. */
    boolean hasLeft(int packet) {
        return left.get(packet);
    }

    private static boolean isHost(String name) {
        return name.equals(FORWARD_HOST) || name.equals(REVERSE_HOST);
    }

    /** A host sends a packet; the bits of its traffic class are what it likes. */
    void inject(boolean forward, int packet) {
        copies.put(packet, 1);
        int flow = world.random.nextInt(FLOWS);
        order.sent(packet, forward ? flow : FLOWS + flow);
        int label = classifiers.get(forward);
        byte[] frame = FrameView.packet(label, packet, flow, world.random.nextInt(8), world.random.nextInt(64));
        Flight flight = new Flight(null, Integer.MAX_VALUE, Long.MAX_VALUE, packet, frame);
        world.scheduler.in(LINK_NS, () -> atSwitch(flight));
    }

    /** A middlebox makes a packet. */
    void created(int packet) {
        world.coverage.count(Kind.CREATED);
        copies.put(packet, 1);
        order.disturbed(packet);
    }

    /** A server sends a frame. */
    void send(Server from, int epoch, byte[] frame) {
        count(from, frame);
        Flight flight = new Flight(from, epoch, world.scheduler.nowNs(), FrameView.hasPacket(frame) ? FrameView.packet(frame) : 0, frame);
        Rule rule = rules.get(FrameView.label(frame));
        if (faulty && (rule == null || !isHost(rule.to))) {
            flight = disturb(flight);
            keepStale(from, epoch, frame);
        }
        if (flight != null) {
            dispatch(flight);
        }
    }

    /** What becomes of a frame between hops; null when it is lost. */
    private Flight disturb(Flight flight) {
        Shape shape = world.shape;
        if (world.random.nextDouble() < shape.loss()) {
            world.coverage.count(Kind.LOSS);
            return null;
        }
        if (world.random.nextDouble() < shape.duplication()) {
            world.coverage.count(Kind.DUPLICATION);
            copies.merge(flight.packet, 1, Integer::sum);
            order.disturbed(flight.packet);
            dispatch(flight.with(flight.frame.clone()));
        }
        if (world.random.nextDouble() < shape.corruption()) {
            world.coverage.count(Kind.CORRUPTION);
            order.disturbed(flight.packet);
            return flight.with(corrupted(flight.frame));
        }
        return flight;
    }

    private byte[] corrupted(byte[] frame) {
        if (!FrameView.hasMessage(frame) || world.random.nextInt(4) > 0) {
            return FrameView.corrupted(frame, world.random);
        }
        byte[] astray = frame.clone();
        List<Integer> all = labels();
        FrameView.flipToLabel(astray, all.get(world.random.nextInt(all.size())));
        return astray;
    }

    /** A label may be used again while a frame that was sent with it is still on its way: only the epoch tells then. */
    private void keepStale(Server from, int epoch, byte[] frame) {
        if (from.member == null || !FrameView.hasMessage(frame) || world.random.nextInt(16) > 0) {
            return;
        }
        if (!stale.isEmpty() && stale.getFirst().epoch < world.ledger.lastOpened()) {
            Stale old = stale.removeFirst();
            HopSpec.Labels labels = world.orchestrator.stored.path().labels();
            int last = world.shape.hops() - 1;
            int label = !old.forward ? labels.reverse[old.hop - 1] : old.hop == last ? labels.ring : labels.forward[old.hop + 1];
            Rule rule = rules.get(label);
            if (rule != null) {
                world.coverage.count(Kind.STALE_FRAME);
                FrameView.setLabel(old.frame, label);
                world.scheduler.in(LINK_NS, () -> world.server(rule.to).receive(old.frame));
            }
        } else if (stale.size() < MOST_STALE) {
            var labels = from.chainHop().spec().labels;
            int hop = from.member.index;
            boolean reverse = hop > 0 && labels.reverse.length > 0 && FrameView.label(frame) == labels.reverse[hop - 1];
            stale.add(new Stale(hop, !reverse, epoch, frame.clone()));
        }
    }

    private void dispatch(Flight flight) {
        world.scheduler.in(delayNs(flight), () -> atSwitch(flight));
    }

    private long delayNs(Flight flight) {
        if (faulty && flight.from != null && world.random.nextDouble() < world.shape.reordering()) {
            world.coverage.count(Kind.REORDERING);
            order.disturbed(flight.packet);
            return world.random.nextInt(world.random.nextInt(16) == 0 ? LONG_NS : REORDER_NS);
        }
        return LINK_NS;
    }

    private void atSwitch(Flight flight) {
        Rule rule = rules.get(FrameView.label(flight.frame));
        Server from = flight.from;
        if (rule == null || !(from == null ? isHost(rule.from) : rule.from.equals(from.name))) {
            world.coverage.count(Kind.FENCED_FRAME);
            return;
        }
        if (isHost(rule.to)) {
            atHost(flight);
        } else if (from != null && !passes(from.name, rule.to)) {
            world.coverage.count(Kind.SEVERED_FRAME);
        } else {
            world.scheduler.in(delayNs(flight), () -> world.server(rule.to).receive(flight.frame));
        }
    }

    private void atHost(Flight flight) {
        if (world.ledger.openedAfter(flight.epoch, flight.sentNs)) {
            throw new Violation("Fenced", flight.from.name + " in epoch " + flight.epoch
                    + " lets a packet out of the chain after a later epoch was opened");
        }
        int packet = FrameView.packet(flight.frame);
        if (FrameView.hasMessage(flight.frame) || packet == 0 || packet != flight.packet) {
            world.coverage.count(Kind.GARBLED);
            return; // a flipped label has led it here: no packet for a host
        }
        if (copies.merge(packet, -1, Integer::sum) < 0) {
            throw new Violation("ReleaseOnce", "packet " + packet + " left the chain more often than it came in");
        }
        left.set(packet);
        order.left(packet);
        world.coverage.count(Kind.RELEASED);
    }

    private void count(Server from, byte[] frame) {
        Coverage coverage = world.coverage;
        if (from.member != null && world.ledger.openedAfter(from.member.history.epoch, world.scheduler.nowNs())) {
            coverage.count(Kind.ZOMBIE_FRAME);
        }
        if (!FrameView.hasMessage(frame)) {
            coverage.count(Kind.PACKET_PLAIN);
        } else {
            coverage.count(FrameView.hasPacket(frame) ? Kind.PACKET_WITH_MESSAGE : Kind.PROPAGATING);
            Kind[] parts = {Kind.WITH_NEEDS, Kind.WITH_COMMITS, Kind.WITH_LOGS};
            for (int i = 0; i < parts.length; i++) {
                if (FrameView.count(frame, i) > 0) {
                    coverage.count(parts[i]);
                }
            }
        }
        var labels = from.chainHop() == null ? null : from.chainHop().spec().labels;
        if (labels != null && FrameView.label(frame) == labels.ring) {
            coverage.count(Kind.RING_FRAME);
        } else if (labels != null && from.member.index > 0 && labels.reverse.length > 0
                && FrameView.label(frame) == labels.reverse[from.member.index - 1]) {
            coverage.count(Kind.REVERSE_FRAME);
        }
    }
}
