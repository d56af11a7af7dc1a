package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.control.HopSpec.Labels;
import org.onlab.packet.EthType;
import org.onlab.packet.Ethernet;
import org.onlab.packet.MplsLabel;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A chain's record to flow rules, always in the same order. Pure.
 *
 * <p>Priorities in table 0: edge drops {@link #EDGE_DROP_PRIORITY} over labels {@link #LABEL_PRIORITY} over classifiers,
 * {@link #CLASSIFIER_PRIORITY} plus the number of bits they match, so that the narrower of two chains wins.
 *
 * <p>A label's rules match the port on which its frames arrive as well: nobody else's port can put a frame on that way, and
 * removing a label's rules takes away all of its ways at once (rule 20).
 */
public final class RuleCompiler {
    public static final int EDGE_DROP_PRIORITY = 45_000;
    public static final int LABEL_PRIORITY = 40_000;
    public static final int CLASSIFIER_PRIORITY = 30_000;

    private final ApplicationId appId;

    public RuleCompiler(ApplicationId appId) {
        this.appId = appId;
    }

    /** All rules of a chain. */
    public ChainRules compile(ChainRecord record, RouteFinder routes) throws SteeringException {
        return compile(record, routes, label -> true);
    }

    /**
     * The rules of some labels of a chain, with the classifiers that push them.
     *
     * @param labels which labels
     */
    public ChainRules compile(ChainRecord record, RouteFinder routes, Set<Integer> labels) throws SteeringException {
        return compile(record, routes, labels::contains);
    }

    private ChainRules compile(ChainRecord record, RouteFinder routes, IntPredicate wanted) throws SteeringException {
        Labels labels = record.path().labels();
        List<HopPlacement> hops = record.path().hops();
        int last = hops.size() - 1;
        Collector rules = new Collector(routes, wanted);
        rules.egress(labels.egressForward, EthType.EtherType.IPV4, hops.get(last).point(), record.toPoint());
        rules.egress(labels.egressForwardV6, EthType.EtherType.IPV6, hops.get(last).point(), record.toPoint());
        for (int hop = last; hop > 0; hop--) {
            rules.transit(labels.forward[hop], hops.get(hop - 1).point(), hops.get(hop).point());
        }
        if (labels.ring != 0) {
            rules.transit(labels.ring, hops.get(last).point(), hops.get(0).point());
        }
        if (labels.reverse.length > 0) {
            rules.egress(labels.egressReverse, EthType.EtherType.IPV4, hops.get(0).point(), record.fromPoint());
            rules.egress(labels.egressReverseV6, EthType.EtherType.IPV6, hops.get(0).point(), record.fromPoint());
            for (int hop = 0; hop < last; hop++) {
                rules.transit(labels.reverse[hop], hops.get(hop + 1).point(), hops.get(hop).point());
            }
            rules.ingress(labels.reverse[last], record.toPoint(), hops.get(last).point(),
                    ClassifierMatch.reverse(record));
        }
        rules.ingress(labels.forward[0], record.fromPoint(), hops.get(0).point(), ClassifierMatch.forward(record));
        return new ChainRules(rules.labelled, rules.classifiers);
    }

    /** Drops labelled frames that a host sends. */
    public FlowRule edgeDrop(ConnectPoint hostPort) {
        return rule(hostPort, DefaultTrafficSelector.builder().matchInPort(hostPort.port())
                .matchEthType(Ethernet.MPLS_UNICAST).build(), DefaultTrafficTreatment.builder().drop().build(),
                EDGE_DROP_PRIORITY);
    }

    private FlowRule rule(ConnectPoint at, TrafficSelector selector, TrafficTreatment treatment, int priority) {
        return DefaultFlowRule.builder().forDevice(at.deviceId()).forTable(0).fromApp(appId).withPriority(priority)
                .withSelector(selector).withTreatment(treatment).makePermanent().build();
    }

    /** Gathers the rules of the wanted labels, those nearer to the receiver first. */
    private final class Collector {
        private final RouteFinder routes;
        private final IntPredicate wanted;
        private final List<FlowRule> labelled = new ArrayList<>();
        private final List<FlowRule> classifiers = new ArrayList<>();

        Collector(RouteFinder routes, IntPredicate wanted) {
            this.routes = routes;
            this.wanted = wanted;
        }

        void transit(int label, ConnectPoint from, ConnectPoint to) throws SteeringException {
            if (wanted.test(label)) {
                for (SwitchPass pass : upstream(routes.route(from, to))) {
                    forward(label, pass);
                }
            }
        }

        /** @param payload what the last switch pops to; a chain has no label (0) for one that it does not take */
        void egress(int label, EthType.EtherType payload, ConnectPoint from, ConnectPoint host)
                throws SteeringException {
            if (label != 0 && wanted.test(label)) {
                List<SwitchPass> passes = upstream(routes.route(from, host));
                SwitchPass end = passes.get(0);
                labelled.add(labelRule(label, end, DefaultTrafficTreatment.builder()
                        .popMpls(payload.ethType()).setOutput(output(end)).build()));
                for (SwitchPass pass : passes.subList(1, passes.size())) {
                    forward(label, pass);
                }
            }
        }

        void ingress(int label, ConnectPoint host, ConnectPoint hop, ClassifierMatch match) throws SteeringException {
            if (wanted.test(label)) {
                List<SwitchPass> passes = upstream(routes.route(host, hop));
                SwitchPass start = passes.get(passes.size() - 1);
                for (SwitchPass pass : passes.subList(0, passes.size() - 1)) {
                    forward(label, pass);
                }
                TrafficTreatment.Builder treatment = DefaultTrafficTreatment.builder();
                if (match.routerMac() != null) {
                    treatment.setEthDst(match.routerMac());
                }
                treatment.pushMpls().setMpls(MplsLabel.mplsLabel(label)).setOutput(output(start));
                classifiers.add(rule(host, match.selector(host.port()), treatment.build(),
                        CLASSIFIER_PRIORITY + match.bits()));
            }
        }

        private void forward(int label, SwitchPass pass) {
            labelled.add(labelRule(label, pass, DefaultTrafficTreatment.builder().setOutput(output(pass)).build()));
        }

        private FlowRule labelRule(int label, SwitchPass pass, TrafficTreatment treatment) {
            return rule(new ConnectPoint(pass.device(), pass.in()), DefaultTrafficSelector.builder()
                    .matchInPort(pass.in()).matchEthType(Ethernet.MPLS_UNICAST)
                    .matchMplsLabel(MplsLabel.mplsLabel(label)).build(), treatment, LABEL_PRIORITY);
        }
    }

    /** OpenFlow sends a frame back to where it came from only when told so. */
    private static PortNumber output(SwitchPass pass) {
        return pass.in().equals(pass.out()) ? PortNumber.IN_PORT : pass.out();
    }

    private static List<SwitchPass> upstream(List<SwitchPass> passes) {
        List<SwitchPass> reversed = new ArrayList<>(passes);
        Collections.reverse(reversed);
        return reversed;
    }
}
