package org.ftchain.agent.recovery;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.chain.HopCounter;
import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.replication.Group;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.control.HopSpec;
import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Answers the orchestrator's requests about hops. An installed epoch is staged beside the one in force, until OPEN or a later
 * PREPARE says that it was committed. Every refusal is one line that names the field and value.
 */
public final class HopControl {
    private final PathRegistry registry;
    private final long incarnation;
    /** By path. */
    private final Map<String, StagedEpoch> staged = new HashMap<>();

    public HopControl(PathRegistry registry, long incarnation) {
        this.registry = registry;
        this.incarnation = incarnation;
    }

    public List<String> paths() {
        TreeSet<String> paths = new TreeSet<>(registry.paths());
        paths.addAll(staged.keySet());
        return List.copyOf(paths);
    }

    /** What is installed for {@code path} and not in force yet, or null. */
    public StagedEpoch staged(String path) {
        return staged.get(path);
    }

    /** Every request but {@link Request.Install}. */
    public Reply handle(Request request, long nowNs, long wallMs) {
        if (request instanceof Request.Remove remove) {
            return remove(remove);
        } else if (request instanceof Request.Prepare prepare) {
            return prepare(prepare);
        } else if (request instanceof Request.Open open) {
            return open(open, nowNs, wallMs);
        }
        Hop hop = registry.hop(request.path);
        if (hop == null && staged.containsKey(request.path)) {
            hop = staged.get(request.path).hop();
        }
        if (hop == null) {
            return notHere(request);
        }
        if (request instanceof Request.Status status) {
            return Reply.status(status.id, incarnation, status(hop, status.digests, nowNs));
        } else if (request instanceof Request.State state) {
            return state(state, hop);
        } else if (request instanceof Request.Silence silence) {
            long lastNs = hop.lastPredecessorNs();
            return Reply.silence(silence.id, incarnation, lastNs < 0 ? Long.MAX_VALUE : nowNs - lastNs);
        }
        return refuse(request, "request is not known: " + request.getClass().getSimpleName());
    }

    private Reply refuse(Request request, String why) {
        return Reply.error(request.id, incarnation, why);
    }

    private Reply notHere(Request request) {
        return refuse(request, "path " + request.path + " is not on this server");
    }

    /** Nothing below this epoch is accepted any more; 0 when the path is not here. */
    private int promised(String path) {
        Hop hop = registry.hop(path);
        StagedEpoch next = staged.get(path);
        return Math.max(hop == null ? 0 : hop.promisedEpoch(), next == null ? 0 : next.spec().epoch);
    }

    private Reply belowPromised(Request request, int epoch, int lowest) {
        return refuse(request, "epoch " + epoch + " of path " + request.path + " is below the promised " + lowest);
    }

    private Reply remove(Request.Remove remove) {
        int promised = promised(remove.path);
        if (promised > remove.epoch) {
            return belowPromised(remove, remove.epoch, promised);
        }
        staged.remove(remove.path);
        registry.remove(remove.path);
        return Reply.ok(remove.id, incarnation);
    }

    /**
     * The seal, and the verdict on what is staged: no epoch between the last committed one and that of the request was or
     * will be committed, because the orchestrator has written its own into the record before it asks.
     */
    private Reply prepare(Request.Prepare prepare) {
        Hop hop = registry.hop(prepare.path);
        StagedEpoch next = staged.get(prepare.path);
        int lowest = Math.max(hop == null ? 0 : Math.max(hop.promisedEpoch(), hop.openedEpoch() + 1),
                next == null ? 0 : next.spec().epoch + 1);
        if (prepare.epoch < lowest) {
            return belowPromised(prepare, prepare.epoch, lowest);
        }
        if (next != null && next.spec().epoch == prepare.openedEpoch) {
            hop = putInForce(next);
        }
        if (hop == null) {
            return notHere(prepare);
        }
        if (hop.spec().epoch != prepare.openedEpoch) {
            return refuse(prepare, "path " + prepare.path + " is in epoch " + hop.spec().epoch + ", not in the opened "
                    + prepare.openedEpoch);
        }
        staged.remove(prepare.path);
        hop.seal(prepare.epoch);
        return Reply.max(prepare.id, incarnation, hop.spec().epoch, max(hop));
    }

    private Hop putInForce(StagedEpoch next) {
        staged.remove(next.spec().path);
        next.putInForce();
        registry.put(next.hop());
        return next.hop();
    }

    private static Map<Integer, long[]> max(Hop hop) {
        Map<Integer, long[]> max = new HashMap<>();
        for (Group group : hop.replication().memberships()) {
            max.put(group.index(), group.store().maxCopy());
        }
        return max;
    }

    /**
     * Carries out an install after its groups have been fetched: {@code fetched} has a snapshot for each. Only a survivor
     * that is sealed for this very epoch keeps what it has; whoever else is told to install starts from what it fetched.
     */
    public Reply install(Request.Install install, Map<Integer, byte[]> fetched) {
        HopSpec spec = install.hop;
        try {
            Hop existing = registry.hop(spec.path);
            int promised = promised(spec.path);
            if (install.bases != null && spec.epoch < promised) {
                return belowPromised(install, spec.epoch, promised);
            }
            if (existing != null && existing.phase() == Hop.Phase.OPEN) {
                return spec.epoch == existing.spec().epoch
                        ? Reply.max(install.id, incarnation, spec.epoch, max(existing))
                        : refuse(install, "path " + spec.path + " must be sealed before epoch " + spec.epoch);
            }
            StagedEpoch already = staged.get(spec.path);
            if (already != null && already.spec().epoch == spec.epoch && !already.isOf(install)) {
                return refuse(install, "epoch " + spec.epoch + " of path " + spec.path + " is installed with other members, "
                        + "labels or bases");
            }
            boolean survivor = existing != null && install.bases != null && existing.spec().hop == spec.hop
                    && existing.promisedEpoch() == spec.epoch;
            Hop hop = survivor && existing.threads() == spec.threads ? existing : registry.create(spec);
            Map<Integer, StateStore> stores = new HashMap<>();
            for (Map.Entry<Integer, byte[]> entry : fetched.entrySet()) {
                Group group = entry.getKey() < spec.hopCount() ? hop.replication().group(entry.getKey()) : null;
                if (group == null) {
                    return refuse(install, "group " + entry.getKey() + " is not replicated at hop " + spec.hop);
                }
                stores.put(entry.getKey(), StateStore.fromSnapshot(group.store().specs(), entry.getValue()));
            }
            StagedEpoch next = new StagedEpoch(spec, install.bases, hop, survivor ? existing : hop, stores);
            String behind = next.differsFromBases();
            if (behind != null) {
                return refuse(install, behind);
            }
            staged.put(spec.path, next);
            return Reply.max(install.id, incarnation, spec.epoch, next.max());
        } catch (IllegalArgumentException | IOException e) {
            return refuse(install, e.getMessage());
        }
    }

    private Reply open(Request.Open open, long nowNs, long wallMs) {
        StagedEpoch next = staged.get(open.path);
        Hop hop = next != null && next.spec().epoch == open.epoch ? putInForce(next) : registry.hop(open.path);
        if (hop == null) {
            return notHere(open);
        }
        if (open.epoch != hop.spec().epoch) {
            return refuse(open, "epoch " + open.epoch + " of path " + open.path + " is not the installed "
                    + hop.spec().epoch);
        }
        if (hop.phase() == Hop.Phase.SEALED) {
            return refuse(open, "path " + open.path + " is sealed for epoch " + hop.promisedEpoch());
        }
        if (hop.phase() == Hop.Phase.INSTALLED) {
            hop.open(nowNs, wallMs);
        }
        return Reply.ok(open.id, incarnation);
    }

    /**
     * State and MAX of a group for a member that lacks them, as it was sealed: what is staged here is for this member only.
     *
     * @throws IllegalStateException when this agent has not sealed the path for {@code epoch}, or is no member
     */
    public byte[] snapshot(String path, int group, int epoch) {
        Hop hop = registry.hop(path);
        if (hop == null) {
            throw new IllegalStateException("path " + path + " is not on this server");
        }
        if (hop.phase() == Hop.Phase.OPEN || hop.promisedEpoch() != epoch) {
            throw new IllegalStateException("path " + path + " is not sealed for epoch " + epoch + ": promised "
                    + hop.promisedEpoch());
        }
        if (group < 0 || group >= hop.spec().hopCount() || hop.replication().group(group) == null) {
            throw new IllegalStateException("group " + group + " is not replicated at hop " + hop.spec().hop);
        }
        return hop.replication().group(group).store().snapshot();
    }

    private Reply state(Request.State state, Hop hop) {
        if (state.group < 0 || state.group >= hop.spec().hopCount() || hop.replication().group(state.group) == null) {
            return refuse(state, "group " + state.group + " is not replicated at hop " + hop.spec().hop);
        }
        var middlebox = registry.middlebox(hop.spec().middleboxes.get(state.group));
        List<Reply.Row> rows = new ArrayList<>();
        hop.replication().group(state.group).store().forEach((map, key, value) -> {
            if (rows.size() < state.limit) {
                rows.add(new Reply.Row(middlebox.maps().get(map).name(), middlebox.renderKey(map, key),
                        middlebox.renderValue(map, value)));
            }
            return rows.size() < state.limit;
        });
        return Reply.rows(state.id, incarnation, rows);
    }

    private HopStatus status(Hop hop, boolean digests, long nowNs) {
        Map<String, Long> counters = new HashMap<>();
        for (HopCounter counter : HopCounter.values()) {
            counters.put(counter.key(), hop.counter(counter));
        }
        counters.put("waiting", (long) hop.waitingCount());
        counters.put("buffered", (long) hop.bufferedCount());
        counters.put("retransmissions", hop.replication().retransmissions());
        counters.put("portUnknownLabelDrops", registry.unknownLabels());
        counters.put("commitLatencyUs", hop.replication().commitLatencyNs() / 1000);
        List<HopStatus.Group> groups = new ArrayList<>();
        for (Group group : hop.replication().memberships()) {
            groups.add(new HopStatus.Group(group.index(), group.store().maxCopy(),
                    hop.replication().commits().vector(group.index()).clone(), group.retainedCount(), group.heldCount(),
                    group.store().entryCount(), digests ? Long.toHexString(group.store().digest()) : null));
        }
        return new HopStatus(hop.spec().epoch, hop.phase().name().toLowerCase(Locale.ROOT), counters, groups,
                hop.replication().own().lagNs(nowNs) / 1000, hop.threads());
    }
}
