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
    int threads = 1;
    final Map<Integer, long[]> max = new HashMap<>();
    /** What was installed last and is in force only when it is opened, or prepared as the opened epoch. */
    int stagedEpoch;
    int stagedHop;
    int stagedThreads;
    Map<Integer, long[]> stagedMax = Map.of();

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

    private void putInForce() {
        max.clear();
        max.putAll(stagedMax);
        present = true;
        hop = stagedHop;
        threads = stagedThreads;
        installedEpoch = stagedEpoch;
        promisedEpoch = stagedEpoch;
        stagedEpoch = 0;
    }

    Reply prepare(int epoch, int opened) {
        if (epoch <= openedEpoch || epoch < promisedEpoch || epoch <= stagedEpoch) {
            return refuse("epoch " + epoch + " is below the promised " + promisedEpoch);
        }
        if (stagedEpoch == opened) {
            putInForce();
        }
        if (!present || installedEpoch != opened) {
            return refuse("path is not on this server in epoch " + opened);
        }
        promisedEpoch = epoch;
        open = false;
        stagedEpoch = 0;
        return Reply.max(0, incarnation, installedEpoch, copyOfMax());
    }

    /** @param byPeer agents by peer address */
    Reply install(Request.Install install, Function<String, SimulatedAgent> byPeer) {
        HopSpec spec = install.hop;
        if (present && open) {
            return spec.epoch == installedEpoch ? Reply.max(0, incarnation, installedEpoch, copyOfMax())
                    : refuse("must be sealed before epoch " + spec.epoch);
        }
        if (present && spec.epoch < promisedEpoch || spec.epoch < stagedEpoch) {
            return refuse("epoch " + spec.epoch + " is below the promised " + promisedEpoch);
        }
        boolean survivor = present && hop == spec.hop && promisedEpoch == spec.epoch;
        Map<Integer, long[]> next = new HashMap<>();
        for (int group : BaseSelection.groupsOf(spec.hop, spec.hopCount(), spec.failures)) {
            next.put(group, survivor ? max.get(group).clone() : new long[HopSpec.PARTITIONS]);
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
        stagedEpoch = spec.epoch;
        stagedHop = spec.hop;
        stagedThreads = spec.threads;
        stagedMax = next;
        Map<Integer, long[]> answer = new HashMap<>();
        next.forEach((group, numbers) -> answer.put(group, numbers.clone()));
        return Reply.max(0, incarnation, stagedEpoch, answer);
    }

    Reply open(int epoch) {
        if (epoch == stagedEpoch) {
            putInForce();
        }
        if (!present || epoch != installedEpoch || promisedEpoch != epoch) {
            return refuse("epoch " + epoch + " is not the installed " + installedEpoch);
        }
        open = true;
        openedEpoch = epoch;
        return Reply.ok(0, incarnation);
    }

    Reply remove() {
        present = false;
        open = false;
        installedEpoch = 0;
        openedEpoch = 0;
        promisedEpoch = 0;
        stagedEpoch = 0;
        max.clear();
        return Reply.ok(0, incarnation);
    }
}
