package org.ftchain.simulation;

import org.ftchain.simulation.Coverage.Kind;

import java.util.HashMap;
import java.util.Map;

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

    private final World world;
    private final Map<Integer, Rule> rules = new HashMap<>();
    private final Map<String, Long> severedUntilNs = new HashMap<>();
    private final Map<Integer, Integer> copies = new HashMap<>();
    private int forwardClassifier;
    private int reverseClassifier;
    private boolean faulty = true;
    private int released;

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
        if (forward) {
            forwardClassifier = label;
        } else {
            reverseClassifier = label;
        }
    }

    void sever(String from, String to, long untilNs) {
        severedUntilNs.put(from + ">" + to, untilNs);
    }

    void heal() {
        faulty = false;
        severedUntilNs.clear();
    }

    int released() {
        return released;
    }

    private static boolean isHost(String name) {
        return name.equals(FORWARD_HOST) || name.equals(REVERSE_HOST);
    }

    /** A host sends a packet; the bits of its traffic class are what it likes. */
    void inject(boolean forward, int packet) {
        copies.put(packet, 1);
        int label = forward ? forwardClassifier : reverseClassifier;
        byte[] frame = FrameView.packet(label, packet, world.random.nextInt(8), world.random.nextInt(64));
        world.scheduler.in(world.random.nextInt(LINK_NS), () -> atSwitch(null, Integer.MAX_VALUE, Long.MAX_VALUE, frame));
    }

    /** A server sends a frame. */
    void send(Server from, int epoch, byte[] frame) {
        count(from, frame);
        int label = FrameView.label(frame);
        Rule rule = rules.get(label);
        boolean toHost = rule != null && isHost(rule.to);
        if (faulty && !toHost && world.random.nextDouble() < world.shape.loss()) {
            world.coverage.count(Kind.LOSS);
            return;
        }
        if (faulty && !toHost && world.random.nextDouble() < world.shape.duplication()) {
            world.coverage.count(Kind.DUPLICATION);
            if (FrameView.hasPacket(frame)) {
                copies.merge(FrameView.packet(frame), 1, Integer::sum);
            }
            dispatch(from, epoch, frame.clone());
        }
        dispatch(from, epoch, frame);
    }

    private void dispatch(Server from, int epoch, byte[] frame) {
        long sentNs = world.scheduler.nowNs();
        world.scheduler.in(delayNs(), () -> atSwitch(from, epoch, sentNs, frame));
    }

    private long delayNs() {
        if (faulty && world.random.nextDouble() < world.shape.reordering()) {
            world.coverage.count(Kind.REORDERING);
            return world.random.nextInt(world.random.nextInt(16) == 0 ? LONG_NS : REORDER_NS);
        }
        return LINK_NS;
    }

    private void atSwitch(Server from, int epoch, long sentNs, byte[] frame) {
        Rule rule = rules.get(FrameView.label(frame));
        if (rule == null || !(from == null ? isHost(rule.from) : rule.from.equals(from.name))) {
            world.coverage.count(Kind.FENCED_FRAME);
            return;
        }
        String to = rule.to;
        if (isHost(to)) {
            atHost(from, epoch, sentNs, frame);
            return;
        }
        if (from != null && severedUntilNs.getOrDefault(from.name + ">" + to, 0L) > world.scheduler.nowNs()) {
            return;
        }
        world.scheduler.in(from == null ? LINK_NS : delayNs(), () -> world.server(to).receive(frame));
    }

    private void atHost(Server from, int epoch, long sentNs, byte[] frame) {
        if (world.ledger.openedAfter(epoch, sentNs)) {
            throw new Violation("Fenced", from.name + " in epoch " + epoch + " lets a packet out of the chain after a later"
                    + " epoch was opened");
        }
        int packet = FrameView.packet(frame);
        if (copies.merge(packet, -1, Integer::sum) < 0) {
            throw new Violation("ReleaseOnce", "packet " + packet + " left the chain more often than it came in");
        }
        released++;
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
