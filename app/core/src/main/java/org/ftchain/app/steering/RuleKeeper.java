package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.PathRecord;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which rules of a chain in service ONOS has lost, for example because it was restarted. Pure. */
final class RuleKeeper {
    private final RuleCompiler compiler;

    RuleKeeper(RuleCompiler compiler) {
        this.compiler = compiler;
    }

    /**
     * @param remembered what was installed for the path, possibly more or less than the record needs
     * @param routes for labels of which nothing is remembered
     * @param installed what ONOS has
     * @param reachable whether a rule's switch can take rules now
     */
    List<FlowRule> missing(ChainRecord record, List<FlowRule> remembered, RouteFinder routes,
                           Iterable<? extends FlowRule> installed, Predicate<FlowRule> reachable) {
        Map<FlowRule, FlowRule> present = new HashMap<>();
        for (FlowRule rule : installed) {
            boolean going = rule instanceof FlowEntry
                    && ((FlowEntry) rule).state() == FlowEntry.FlowEntryState.PENDING_REMOVE;
            if (!going) {
                present.put(rule, rule);
            }
        }
        List<FlowRule> missing = new ArrayList<>();
        for (FlowRule rule : wanted(record, remembered, routes)) {
            FlowRule there = present.get(rule);
            if (reachable.test(rule) && (there == null || !there.treatment().equals(rule.treatment()))) {
                missing.add(rule);
            }
        }
        return missing;
    }

    private List<FlowRule> wanted(ChainRecord record, List<FlowRule> remembered, RouteFinder routes) {
        PathRecord path = record.path();
        if (record.state() != ChainState.ACTIVE || path == null || path.labels() == null) {
            return List.of();
        }
        Set<Integer> unknown = LabelPlan.inUse(path.labels());
        Set<Integer> inUse = new HashSet<>(unknown);
        List<FlowRule> wanted = new ArrayList<>();
        for (FlowRule rule : remembered) {
            if (inUse.contains(PathRules.label(rule))) {
                wanted.add(rule);
                unknown.remove(PathRules.label(rule));
            }
        }
        if (!unknown.isEmpty()) {
            try {
                ChainRules rules = compiler.compile(record, routes, unknown);
                wanted.addAll(rules.labelled());
                wanted.addAll(rules.classifiers());
            } catch (SteeringException e) {
                // Links are not known yet; the next change of the topology asks again.
                return wanted;
            }
        }
        return wanted;
    }
}
