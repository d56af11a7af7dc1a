package org.ftchain.app.recovery;

import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** An agent's hop of one path as far as the orchestrator can see it: epochs, phase, MAX per group. */
final class SimulatedAgent {
    final String server;
    final long incarnation;
    boolean alive = true;
    boolean present;
    boolean open;
    int hop;
    int installedEpoch;
    int openedEpoch;
    int promisedEpoch;
    final Map<Integer, long[]> max = new HashMap<>();

    SimulatedAgent(String server, long incarnation) {
        this.server = server;
        this.incarnation = incarnation;
    }

    private Reply refuse(String why) {
        return Reply.error(0, incarnation, why);
    }

    private Map<Integer, long[]> copyOfMax() {
        Map<Integer, long[]> copy = new HashMap<>();
        max.forEach((group, numbers) -> copy.put(group, numbers.clone()));
        return copy;
    }

    Reply prepare(int epoch) {
        if (!present) {
            return refuse("path is not on this server");
        }
        if (epoch <= openedEpoch || epoch < promisedEpoch) {
            return refuse("epoch " + epoch + " is below the promised " + promisedEpoch);
        }
        promisedEpoch = epoch;
        open = false;
        return Reply.max(0, incarnation, installedEpoch, copyOfMax());
    }

    /** @param byPeer agents by peer address */
    Reply install(Request.Install install, Function<String, SimulatedAgent> byPeer) {
        HopSpec spec = install.hop;
        if (present && open) {
            return spec.epoch == installedEpoch ? Reply.max(0, incarnation, installedEpoch, copyOfMax())
                    : refuse("must be sealed before epoch " + spec.epoch);
        }
        if (present && spec.epoch < promisedEpoch) {
            return refuse("epoch " + spec.epoch + " is below the promised " + promisedEpoch);
        }
        Map<Integer, long[]> next = new HashMap<>();
        for (int group : BaseSelection.groupsOf(spec.hop, spec.hopCount(), spec.failures)) {
            next.put(group, present && hop == spec.hop ? max.get(group).clone() : new long[HopSpec.PARTITIONS]);
        }
        for (Request.Fetch fetch : install.fetches) {
            SimulatedAgent source = byPeer.apply(fetch.from);
            if (!source.alive || !source.present || source.open || source.promisedEpoch != spec.epoch
                    || source.max.get(fetch.group) == null) {
                return refuse("cannot fetch group " + fetch.group + " from " + fetch.from);
            }
            next.put(fetch.group, source.max.get(fetch.group).clone());
        }
        for (Map.Entry<Integer, long[]> entry : next.entrySet()) {
            if (!Arrays.equals(entry.getValue(), install.bases[entry.getKey()])) {
                return refuse("group " + entry.getKey() + " is not at the base");
            }
        }
        max.clear();
        max.putAll(next);
        present = true;
        hop = spec.hop;
        installedEpoch = spec.epoch;
        promisedEpoch = spec.epoch;
        return Reply.max(0, incarnation, installedEpoch, copyOfMax());
    }

    Reply open(int epoch) {
        if (!present || epoch != installedEpoch || promisedEpoch != epoch) {
            return refuse("epoch " + epoch + " is not the installed " + installedEpoch);
        }
        open = true;
        openedEpoch = epoch;
        return Reply.ok(0, incarnation);
    }

    void remove() {
        present = false;
        open = false;
        installedEpoch = 0;
        openedEpoch = 0;
        promisedEpoch = 0;
        max.clear();
    }
}
