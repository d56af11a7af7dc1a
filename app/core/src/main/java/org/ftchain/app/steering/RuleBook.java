package org.ftchain.app.steering;

import org.onosproject.net.flow.FlowRule;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.MapEvent;
import org.onosproject.store.service.MapEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What was installed per path and is not known to be gone. ONOS forgets all flow rules when it restarts as a whole and then
 * removes those that it finds on the switches; and it does not list the rules of a switch that is not connected. Copied to a
 * consistent map in the background, so that a recovery does not wait for it. Thread-safe.
 */
final class RuleBook {
    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);

    private final ConsistentMap<String, List<FlowRule>> map;
    private final Executor writer;
    private final MapEventListener<String, List<FlowRule>> listener = this::onMapEvent;
    /** Guarded by itself, as is dirty. Rules are equal by match and priority, so the map holds the latest treatment. */
    private final Map<String, Map<FlowRule, FlowRule>> rulesByPath = new HashMap<>();
    private final Set<String> dirty = new HashSet<>();

    /** @param writer runs the writes, one at a time */
    RuleBook(ConsistentMap<String, List<FlowRule>> map, Executor writer) {
        this.map = map;
        this.writer = writer;
    }

    void open() {
        map.addListener(listener);
        map.entrySet().forEach(entry -> learn(entry.getKey(), entry.getValue().value()));
    }

    void close() {
        map.removeListener(listener);
    }

    void add(String path, Collection<FlowRule> rules) {
        change(path, () -> {
            Map<FlowRule, FlowRule> known = rulesByPath.computeIfAbsent(path, key -> new HashMap<>());
            rules.forEach(rule -> {
                known.remove(rule);
                known.put(rule, rule);
            });
        });
    }

    void remove(String path, Collection<FlowRule> rules) {
        change(path, () -> {
            Map<FlowRule, FlowRule> known = rulesByPath.getOrDefault(path, new HashMap<>());
            rules.forEach(known::remove);
            if (known.isEmpty()) {
                rulesByPath.remove(path);
            }
        });
    }

    List<FlowRule> rules(String path) {
        synchronized (rulesByPath) {
            return new ArrayList<>(rulesByPath.getOrDefault(path, Map.of()).values());
        }
    }

    private void change(String path, Runnable change) {
        synchronized (rulesByPath) {
            change.run();
            if (!dirty.add(path)) {
                return;
            }
        }
        try {
            writer.execute(() -> write(path));
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped");
        }
    }

    private void write(String path) {
        List<FlowRule> rules;
        synchronized (rulesByPath) {
            dirty.remove(path);
            rules = rules(path);
        }
        try {
            if (rules.isEmpty()) {
                map.remove(path);
            } else {
                map.put(path, rules);
            }
        } catch (RuntimeException e) {
            LOG.warn("The rules of path {} are not remembered: {}", path, e.toString());
        }
    }

    private void onMapEvent(MapEvent<String, List<FlowRule>> event) {
        learn(event.key(), event.type() == MapEvent.Type.REMOVE ? List.of() : event.newValue().value());
    }

    /** What another node wrote; what this node knows better is on its way. */
    private void learn(String path, List<FlowRule> rules) {
        synchronized (rulesByPath) {
            if (dirty.contains(path)) {
                return;
            }
            rulesByPath.remove(path);
            if (!rules.isEmpty()) {
                Map<FlowRule, FlowRule> known = new HashMap<>();
                rules.forEach(rule -> known.put(rule, rule));
                rulesByPath.put(path, known);
            }
        }
    }
}
