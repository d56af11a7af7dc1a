package org.ftchain.simulation;

import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.simulation.Coverage.Kind;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Changes of the switches' rules: one order after the other, also those of different leaders, each rule in its own time. An
 * order of a leader that another has succeeded is not begun.
 */
final class RuleOrders {
    private final World world;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    RuleOrders(World world) {
        this.world = world;
    }

    void install(int version, PathRecord path, Set<Integer> labels, Consumer<String> last) {
        order(version, () -> {
            List<Runnable> changes = new ArrayList<>();
            world.rules(path).forEach((label, rule) -> {
                if (labels.contains(label)) {
                    changes.add(() -> world.network.install(label, rule));
                }
            });
            world.classifiers(path).forEach((forward, label) -> {
                if (labels.contains(label)) {
                    changes.add(() -> world.network.classify(forward, label));
                }
            });
            return changes;
        }, last);
    }

    /** Removes the rules of all labels that {@code path} does not use. */
    void removeUnused(int version, PathRecord path, Consumer<String> last) {
        order(version, () -> {
            List<Runnable> changes = new ArrayList<>();
            Set<Integer> unused = new TreeSet<>(world.network.labels());
            unused.removeAll(LabelPlan.inUse(path.labels()));
            for (int label : unused) {
                changes.add(() -> world.network.remove(label));
            }
            return changes;
        }, last);
    }

    private void order(int version, Supplier<List<Runnable>> changes, Consumer<String> last) {
        waiting.add(() -> {
            if (world.orchestrator.version != version) {
                end("the record was changed elsewhere", last);
                return;
            }
            List<Runnable> all = changes.get();
            // Whether a switch does not confirm, which says little about what it has done.
            boolean confirmed = !world.faulty() || world.random.nextInt(25) > 0;
            int done = confirmed ? all.size() : world.random.nextInt(all.size() + 1);
            boolean slow = world.random.nextInt(8) == 0;
            long atNs = 0;
            for (Runnable change : all.subList(0, done)) {
                atNs += 10_000 + world.random.nextInt(slow ? 5_000_000 : 300_000);
                world.scheduler.in(atNs, change);
            }
            world.scheduler.in(atNs + 50_000 + world.random.nextInt(500_000), () -> {
                if (!confirmed) {
                    world.coverage.count(Kind.SWITCH_UNCONFIRMED);
                }
                end(confirmed ? null : "switch did not confirm", last);
            });
        });
        if (!busy) {
            begin();
        }
    }

    private void begin() {
        busy = !waiting.isEmpty();
        if (busy) {
            waiting.remove().run();
        }
    }

    private void end(String error, Consumer<String> last) {
        begin();
        last.accept(error);
    }

    /** Whether the switches have the rules of the stored record. */
    boolean complete() {
        PathRecord path = world.orchestrator.stored.path();
        for (Map.Entry<Integer, Network.Rule> wanted : world.rules(path).entrySet()) {
            if (!wanted.getValue().equals(world.network.rule(wanted.getKey()))) {
                return false;
            }
        }
        return !busy && world.classifiers(path).equals(world.network.classifiers());
    }
}
