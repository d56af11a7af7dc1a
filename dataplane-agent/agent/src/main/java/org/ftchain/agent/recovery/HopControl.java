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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers the orchestrator's requests about hops. Every refusal is one line that names the field and value. */
public final class HopControl {
    private final PathRegistry registry;
    private final long incarnation;

    public HopControl(PathRegistry registry, long incarnation) {
        this.registry = registry;
        this.incarnation = incarnation;
    }

    public List<String> paths() {
        return registry.paths();
    }

    /** Every request but {@link Request.Install}. */
    public Reply handle(Request request, long nowNs, long wallMs) {
        Hop hop = registry.hop(request.path);
        if (request instanceof Request.Remove remove) {
            return remove(remove, hop);
        }
        if (hop == null) {
            return refuse(request, "path " + request.path + " is not on this server");
        }
        if (request instanceof Request.Prepare prepare) {
            return prepare(prepare, hop);
        } else if (request instanceof Request.Open open) {
            return open(open, hop, nowNs, wallMs);
        } else if (request instanceof Request.Status status) {
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

    private Reply remove(Request.Remove remove, Hop hop) {
        if (hop != null && hop.promisedEpoch() > remove.epoch) {
            return refuse(remove, "epoch " + remove.epoch + " of path " + remove.path + " is below the promised "
                    + hop.promisedEpoch());
        }
        registry.remove(remove.path);
        return Reply.ok(remove.id, incarnation);
    }

    private Reply prepare(Request.Prepare prepare, Hop hop) {
        if (prepare.epoch <= hop.openedEpoch() || prepare.epoch < hop.promisedEpoch()) {
            return refuse(prepare, "epoch " + prepare.epoch + " of path " + prepare.path + " is below the promised "
                    + Math.max(hop.promisedEpoch(), hop.openedEpoch() + 1));
        }
        hop.seal(prepare.epoch);
        return Reply.max(prepare.id, incarnation, hop.spec().epoch, max(hop));
    }

    private static Map<Integer, long[]> max(Hop hop) {
        Map<Integer, long[]> max = new HashMap<>();
        for (Group group : hop.replication().memberships()) {
            max.put(group.index(), group.store().maxCopy());
        }
        return max;
    }

    /** Carries out an install after its groups have been fetched: {@code fetched} has a snapshot for each. */
    public Reply install(Request.Install install, Map<Integer, byte[]> fetched) {
        HopSpec spec = install.hop;
        try {
            Hop existing = registry.hop(spec.path);
            boolean fresh = existing == null || existing.spec().hop != spec.hop || install.bases == null;
            if (existing != null && install.bases != null && spec.epoch < existing.promisedEpoch()) {
                return refuse(install, "epoch " + spec.epoch + " of path " + spec.path + " is below the promised "
                        + existing.promisedEpoch());
            }
            if (existing != null && existing.phase() == Hop.Phase.OPEN) {
                return spec.epoch == existing.spec().epoch
                        ? Reply.max(install.id, incarnation, spec.epoch, max(existing))
                        : refuse(install, "path " + spec.path + " must be sealed before epoch " + spec.epoch);
            }
            Hop hop = fresh ? registry.create(spec) : existing;
            Map<Integer, StateStore> stores = new HashMap<>();
            for (Map.Entry<Integer, byte[]> entry : fetched.entrySet()) {
                Group group = entry.getKey() < spec.hopCount() ? hop.replication().group(entry.getKey()) : null;
                if (group == null) {
                    return refuse(install, "group " + entry.getKey() + " is not replicated at hop " + spec.hop);
                }
                stores.put(entry.getKey(), StateStore.fromSnapshot(group.store().specs(), entry.getValue()));
            }
            String behind = differsFromBases(hop, stores, install.bases);
            if (behind != null) {
                return refuse(install, behind);
            }
            stores.forEach(hop.replication()::replace);
            hop.startEpoch(spec, install.bases);
            registry.put(hop);
            return Reply.max(install.id, incarnation, spec.epoch, max(hop));
        } catch (IllegalArgumentException | IOException e) {
            return refuse(install, e.getMessage());
        }
    }

    /** Rule 19: after the fetch every member is at the base. */
    private static String differsFromBases(Hop hop, Map<Integer, StateStore> stores, long[][] bases) {
        for (Group group : hop.replication().memberships()) {
            long[] max = stores.getOrDefault(group.index(), group.store()).maxCopy();
            long[] base = bases == null ? new long[StateStore.PARTITIONS] : bases[group.index()];
            if (!Arrays.equals(max, base)) {
                return "group " + group.index() + " is not at the base: max=" + Arrays.toString(max) + " base="
                        + Arrays.toString(base);
            }
        }
        return null;
    }

    private Reply open(Request.Open open, Hop hop, long nowNs, long wallMs) {
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
     * State and MAX of a group for a member that lacks them.
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
                hop.replication().own().lagNs(nowNs) / 1000, hop.spec().threads);
    }
}
