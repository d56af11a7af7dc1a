package org.ftchain.app.steering;

import com.google.common.collect.ImmutableList;
import org.onosproject.net.flow.FlowRule;

import java.util.List;

/** The rules of a chain. Immutable. */
public final class ChainRules {
    private final ImmutableList<FlowRule> labelled;
    private final ImmutableList<FlowRule> classifiers;

    ChainRules(List<FlowRule> labelled, List<FlowRule> classifiers) {
        this.labelled = ImmutableList.copyOf(labelled);
        this.classifiers = ImmutableList.copyOf(classifiers);
    }

    /** Rules that match a label, from the egress back to the ingress, downstream switches first. */
    public List<FlowRule> labelled() {
        return labelled;
    }

    /** Rules that match packets of hosts and push a label. */
    public List<FlowRule> classifiers() {
        return classifiers;
    }
}
