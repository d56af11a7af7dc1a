package org.ftchain.app.steering;

import org.ftchain.app.api.ChainStore;
import org.ftchain.control.HopSpec.Labels;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.MplsCriterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsLabelInstruction;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds a path's rules among installed ones by the labels of its block, whatever attempt installed them. Pure. */
final class PathRules {
    static final int NO_LABEL = 0;

    private PathRules() {
    }

    /** The label that a rule matches or pushes, or 0. */
    static int label(FlowRule rule) {
        int matched = matched(rule);
        return matched != NO_LABEL ? matched : pushed(rule);
    }

    static boolean isClassifier(FlowRule rule) {
        return matched(rule) == NO_LABEL && pushed(rule) != NO_LABEL;
    }

    private static int matched(FlowRule rule) {
        Criterion criterion = rule.selector().getCriterion(Criterion.Type.MPLS_LABEL);
        return criterion == null ? NO_LABEL : ((MplsCriterion) criterion).label().toInt();
    }

    private static int pushed(FlowRule rule) {
        for (Instruction instruction : rule.treatment().allInstructions()) {
            if (instruction instanceof ModMplsLabelInstruction) {
                return ((ModMplsLabelInstruction) instruction).label().toInt();
            }
        }
        return NO_LABEL;
    }

    static boolean isOwn(FlowRule rule, int labelBase) {
        int label = label(rule);
        return label >= labelBase && label < labelBase + ChainStore.LABELS_PER_PATH;
    }

    /** Rules that match a label of the path that is not in use: first those of the egress, then the others. */
    static List<List<FlowRule>> unused(Iterable<? extends FlowRule> installed, int labelBase, Set<Integer> inUse,
                                       Labels old) {
        Set<Integer> egressLabels = LabelPlan.egress(old);
        List<FlowRule> egress = new ArrayList<>();
        List<FlowRule> others = new ArrayList<>();
        for (FlowRule rule : installed) {
            int label = label(rule);
            if (isOwn(rule, labelBase) && !isClassifier(rule) && !inUse.contains(label)) {
                (egressLabels.contains(label) ? egress : others).add(rule);
            }
        }
        return List.of(egress, others);
    }

    /** All rules of a path: first the classifiers, then the others. */
    static List<List<FlowRule>> all(Iterable<? extends FlowRule> installed, int labelBase) {
        List<FlowRule> classifiers = new ArrayList<>();
        List<FlowRule> others = new ArrayList<>();
        for (FlowRule rule : installed) {
            if (isOwn(rule, labelBase)) {
                (isClassifier(rule) ? classifiers : others).add(rule);
            }
        }
        return List.of(classifiers, others);
    }
}
