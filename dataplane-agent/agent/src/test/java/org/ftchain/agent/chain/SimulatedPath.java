package org.ftchain.agent.chain;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.agent.recovery.StagedEpoch;
import org.ftchain.agent.replication.Group;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A path of production hops on a simulated network with loss, duplication and reordering, driven by one seed, with a
 * sequential check of output commit at every release and of durability at every recovery.
 */
final class SimulatedPath {
    private static final int TO_FORWARD_HOST = 900;
    private static final int TO_REVERSE_HOST = 901;
    private static final byte TTL = 64;
    private static final int MAX_FRAME_BYTES = 3512;
    private static final long STEP_NS = 20_000;

    final Random random;
    final int hops;
    final int failures;
    final boolean symmetric;
    private final int slots;
    double loss = 0.1;
    double duplicate = 0.05;
    int released;
    int recoveries;
    int severedLabel = -1;
    private final List<byte[]> network = new ArrayList<>();
    private final Server[] servers;
    /** Per hop and key the highest value that a released packet has shown to the world. */
    private final List<Map<Integer, Long>> visible = new ArrayList<>();
    /** What each packet saw, per hop. */
    private final Map<Integer, List<long[]>> seen = new HashMap<>();
    private int epoch = 1;
    private int labelBase = 100;
    private HopSpec.Labels labels;
    private long nowNs = 1;
    private int packets;

    private final class Server {
        final int hop;
        final MemoryFrames frames = new MemoryFrames(slots, MAX_FRAME_BYTES, this::sent);
        final PathRegistry registry = new PathRegistry(frames, spec -> new CountingMiddlebox(this::touched), 1);
        final HopControl control = new HopControl(registry, 1);
        boolean alive = true;

        Server(int hop) {
            this.hop = hop;
        }

        private void sent(long offset, int length) {
            byte[] frame = frames.copy(offset, length);
            frames.free(offset);
            network.add(frame);
        }

        private void touched(int packet, int key, long value) {
            seen.computeIfAbsent(packet, p -> new ArrayList<>()).add(new long[]{hop, key, value});
        }

        Hop chainHop() {
            return registry.hop("test/0");
        }
    }

    /** @param slots frames that each server has room for */
    SimulatedPath(long seed, int hops, int failures, boolean symmetric, int slots) {
        this.slots = slots;
        this.random = new Random(seed);
        this.hops = hops;
        this.failures = failures;
        this.symmetric = symmetric;
        this.servers = new Server[hops];
        this.labels = newLabels(List.of());
        for (int hop = 0; hop < hops; hop++) {
            visible.add(new TreeMap<>());
            servers[hop] = new Server(hop);
            require(servers[hop].control.install(new Request.Install(1, spec(hop), List.of(), null), Map.of()));
        }
        for (int hop = hops - 1; hop >= 0; hop--) {
            require(servers[hop].control.handle(new Request.Open(2, "test/0", 1), nowNs, 0));
        }
    }

    private static Reply require(Reply reply) {
        if (!reply.ok) {
            throw new AssertionError(reply.error);
        }
        return reply;
    }

    /** Labels into and out of the replaced hops change, others stay (rule 20); all are new at first. */
    private HopSpec.Labels newLabels(List<Integer> replaced) {
        labelBase += 2 * hops + 1;
        int[] forward = new int[hops];
        int[] reverse = new int[symmetric ? hops : 0];
        for (int i = 0; i < hops; i++) {
            boolean fresh = labels == null || replaced.contains(i);
            forward[i] = fresh || replaced.contains(i - 1) ? labelBase + i : labels.forward[i];
            if (symmetric) {
                reverse[i] = fresh || replaced.contains(i + 1) ? labelBase + hops + i : labels.reverse[i];
            }
        }
        boolean ringChanges = labels == null || replaced.contains(0) || replaced.contains(hops - 1);
        return new HopSpec.Labels(forward, reverse, ringChanges ? labelBase + 2 * hops : labels.ring, TO_FORWARD_HOST,
                TO_REVERSE_HOST);
    }

    private HopSpec spec(int hop) {
        List<HopSpec.Member> members = new ArrayList<>();
        List<HopSpec.MiddleboxSpec> middleboxes = new ArrayList<>();
        for (int i = 0; i < hops; i++) {
            members.add(new HopSpec.Member("s" + i, 1, "127.0.0.1:1"));
            middleboxes.add(new HopSpec.MiddleboxSpec("count", JsonNodeFactory.instance.objectNode()));
        }
        return new HopSpec("test/0", epoch, hop, failures, symmetric, members, middleboxes, labels,
                "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03");
    }

    /** A packet from a host at the ingress of the direction. */
    void inject(Direction direction, int bits) {
        int id = ++packets;
        int label = direction == Direction.FORWARD ? labels.forward[0] : labels.reverse[hops - 1];
        ByteBuffer frame = ByteBuffer.allocate(18 + 28 + random.nextInt(64));
        // TC bits as a host could set them through its DSCP: the hop must not believe them.
        frame.putInt(14, label << 12 | random.nextInt(8) << 9 | 1 << 8 | 64).putShort(12, (short) 0x8847);
        frame.put(18, (byte) 0x45).putShort(20, (short) (frame.capacity() - 18)).put(26, TTL).put(27, (byte) 17);
        frame.putInt(30, id).putInt(34, 0x0a000002);
        frame.putShort(38, (short) random.nextInt(64)).putShort(40, (short) bits).putShort(42, (short) (frame.capacity() - 38));
        network.add(frame.array());
    }

    /** One random event. */
    void step() {
        nowNs += STEP_NS;
        if (!network.isEmpty() && random.nextInt(4) > 0) {
            byte[] frame = network.remove(random.nextInt(Math.min(4, network.size())));
            int label = ByteBuffer.wrap(frame).getInt(14) >>> 12;
            boolean fromHost = label == labels.forward[0] || symmetric && label == labels.reverse[hops - 1];
            boolean out = label == TO_FORWARD_HOST || label == TO_REVERSE_HOST;
            if (label == severedLabel || !fromHost && !out && random.nextDouble() < loss) {
                return;
            }
            if (!fromHost && !out && random.nextDouble() < duplicate && (frame[16] >> 1 & 2) != 0) {
                network.add(frame);
            }
            deliver(frame, label);
        } else {
            Server server = servers[random.nextInt(hops)];
            if (server.alive) {
                int before = network.size();
                server.registry.onTimer(nowNs, 0);
                checkReleases(before);
            }
        }
    }

    private void deliver(byte[] frame, int label) {
        if (label == TO_FORWARD_HOST || label == TO_REVERSE_HOST) {
            return;
        }
        for (Server server : servers) {
            Hop hop = server.chainHop();
            if (!server.alive || hop == null) {
                continue;
            }
            HopSpec.Labels own = hop.spec().labels;
            if (own.forward[server.hop] == label || symmetric && own.reverse[server.hop] == label
                    || server.hop == 0 && own.ring == label) {
                long offset = server.frames.receive(frame);
                if (offset < 0) {
                    return;
                }
                int before = network.size();
                server.registry.onFrame(offset, frame.length, nowNs, 0);
                if (random.nextBoolean()) {
                    server.registry.onBatchEnd(nowNs, 0);
                }
                checkReleases(before);
            }
        }
    }

    /** Output commit (rule 8): a packet that leaves has shown only what f+1 members hold. */
    private void checkReleases(int from) {
        for (int i = from; i < network.size(); i++) {
            ByteBuffer frame = ByteBuffer.wrap(network.get(i));
            int label = frame.getInt(14) >>> 12;
            if (label != TO_FORWARD_HOST && label != TO_REVERSE_HOST) {
                continue;
            }
            released++;
            if (frame.get(26) != TTL + hops) {
                throw new AssertionError("every hop must have changed the packet once: ttl=" + frame.get(26));
            }
            for (long[] effect : seen.getOrDefault(frame.getInt(30), List.of())) {
                int hop = (int) effect[0];
                int key = (int) effect[1];
                for (int member = 0; member <= failures; member++) {
                    Server server = servers[(hop + member) % hops];
                    if (server.alive && value(server, hop, key) < effect[2]) {
                        throw new AssertionError("released a packet whose state hop " + server.hop + " lacks: group " + hop
                                + " key " + key + " value " + effect[2]);
                    }
                }
                visible.get(hop).merge(key, effect[2], Math::max);
            }
        }
    }

    private static long value(Server server, int group, int key) {
        long[] found = new long[1];
        StagedEpoch staged = server.control.staged("test/0");
        StateStore store = staged != null ? staged.store(group) : server.chainHop().replication().group(group).store();
        store.forEach((map, k, v) -> {
            if (k[1] == key) {
                found[0] = CountingMiddlebox.toLong(v);
            }
            return true;
        });
        return found[0];
    }

    /** Kills the servers of {@code dead} and recovers as the orchestrator does (rules 17-21). */
    void crashAndRecover(List<Integer> dead) {
        dead.forEach(hop -> servers[hop].alive = false);
        recoveries++;
        epoch++;
        labels = newLabels(dead);
        Map<Integer, Map<Integer, long[]>> max = new HashMap<>();
        for (Server server : servers) {
            if (server.alive) {
                max.put(server.hop, require(server.control.handle(new Request.Prepare(3, "test/0", epoch, epoch - 1), nowNs, 0)).max);
            }
        }
        long[][] bases = new long[hops][];
        int[] sources = new int[hops];
        for (int group = 0; group < hops; group++) {
            sources[group] = -1;
            for (int member = 0; member <= failures; member++) {
                int hop = (group + member) % hops;
                if (max.containsKey(hop)) {
                    if (sources[group] < 0) {
                        sources[group] = hop;
                        bases[group] = max.get(hop).get(group);
                    }
                    for (int p = 0; p < HopSpec.PARTITIONS; p++) {
                        if (max.get(hop).get(group)[p] > bases[group][p]) {
                            throw new AssertionError("a member is ahead of the base: group " + group);
                        }
                    }
                }
            }
        }
        List<Server> replaced = new ArrayList<>();
        for (int hop = 0; hop < hops; hop++) {
            replaced.add(servers[hop].alive ? servers[hop] : new Server(hop));
        }
        for (Server server : replaced) {
            Map<Integer, byte[]> fetched = new HashMap<>();
            for (int group = 0; group < hops; group++) {
                boolean member = Math.floorMod(server.hop - group, hops) <= failures;
                Map<Integer, long[]> own = max.get(server.hop);
                if (member && (own == null || !java.util.Arrays.equals(own.get(group), bases[group]))) {
                    fetched.put(group, servers[sources[group]].control.snapshot("test/0", group, epoch));
                }
            }
            require(server.control.install(new Request.Install(4, spec(server.hop), List.of(), bases), fetched));
        }
        replaced.toArray(servers);
        for (int hop = hops - 1; hop >= 0; hop--) {
            int before = network.size();
            require(servers[hop].control.handle(new Request.Open(5, "test/0", epoch), nowNs, 0));
            checkReleases(before);
        }
        for (int group = 0; group < hops; group++) {
            for (Map.Entry<Integer, Long> shown : visible.get(group).entrySet()) {
                if (value(servers[group], group, shown.getKey()) < shown.getValue()) {
                    throw new AssertionError("lost released state: group " + group + " key " + shown.getKey());
                }
            }
        }
    }

    /** Faults stop; everything must drain and every replica equal its head. */
    void drain() {
        loss = 0;
        duplicate = 0;
        severedLabel = -1;
        for (int i = 0; i < 200_000 && !isQuiet(); i++) {
            step();
        }
        if (!isQuiet()) {
            throw new AssertionError("does not drain");
        }
        for (int group = 0; group < hops; group++) {
            Group head = servers[group].chainHop().replication().group(group);
            for (int member = 1; member <= failures; member++) {
                Group replica = servers[(group + member) % hops].chainHop().replication().group(group);
                if (replica.store().digest() != head.store().digest()) {
                    throw new AssertionError("replica differs from its head: group " + group + " member " + member);
                }
            }
        }
        for (Server server : servers) {
            if (server.frames.usedSlots() != 0) {
                throw new AssertionError("slots leaked at hop " + server.hop + ": " + server.frames.usedSlots());
            }
        }
    }

    private boolean isQuiet() {
        for (Server server : servers) {
            Hop hop = server.chainHop();
            if (hop.waitingCount() > 0 || hop.bufferedCount() > 0 || hop.replication().isPending()) {
                return false;
            }
        }
        return true;
    }

    /** What the server of a hop answers to REMOVE. */
    Reply remove(int hop, int requestEpoch) {
        return servers[hop].control.handle(new Request.Remove(6, "test/0", requestEpoch), nowNs, 0);
    }

    Hop hop(int index) {
        return servers[index].chainHop();
    }

    HopSpec.Labels labels() {
        return labels;
    }
}
