package org.ftchain.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import org.ftchain.control.HopSpec;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.IpAddress;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A chain as the operator asked for it, validated by {@link ChainSpecParser}. */
public final class ChainSpec {
    private final String name;
    private final String from;
    private final String to;
    private final ImmutableList<Middlebox> middleboxes;
    private final IpAddress gateway;
    private final double throughputMbps;
    private final int failures;
    private final boolean symmetric;
    private final Protection protection;
    private final Classifier classifier;

    ChainSpec(String name, String from, String to, List<Middlebox> middleboxes, IpAddress gateway,
              double throughputMbps, int failures, boolean symmetric, Protection protection, Classifier classifier) {
        this.name = Objects.requireNonNull(name, "name");
        this.from = Objects.requireNonNull(from, "from");
        this.to = Objects.requireNonNull(to, "to");
        this.middleboxes = ImmutableList.copyOf(middleboxes);
        this.gateway = gateway;
        this.throughputMbps = throughputMbps;
        this.failures = failures;
        this.symmetric = symmetric;
        this.protection = Objects.requireNonNull(protection, "protection");
        this.classifier = Objects.requireNonNull(classifier, "classifier");
    }

    public String name() {
        return name;
    }

    /** ONOS host id or IP address, as given. */
    public String from() {
        return from;
    }

    /** ONOS host id or IP address, as given. */
    public String to() {
        return to;
    }

    /** Those asked for, in chain order, without replica hops. */
    public List<Middlebox> middleboxes() {
        return middleboxes;
    }

    /**
     * @param hop index of a middlebox, not of a replica hop
     * @param threads worker threads that it is to have
     */
    public ChainSpec withThreads(int hop, int threads) {
        List<Middlebox> changed = new ArrayList<>(middleboxes);
        changed.set(hop, middleboxes.get(hop).withThreads(threads));
        return new ChainSpec(name, from, to, changed, gateway, throughputMbps, failures, symmetric, protection, classifier);
    }

    /** All hops of a path: the middleboxes, then as many replica hops as f+1 needs. */
    public List<Middlebox> hops() {
        ImmutableList.Builder<Middlebox> hops = ImmutableList.<Middlebox>builder().addAll(middleboxes);
        for (int hop = middleboxes.size(); hop < replicatedFailures() + 1; hop++) {
            hops.add(Middlebox.replica());
        }
        return hops.build();
    }

    /** {@link #hops()} as the agents get them. */
    public List<HopSpec.MiddleboxSpec> hopSpecs() {
        ImmutableList.Builder<HopSpec.MiddleboxSpec> specs = ImmutableList.builder();
        hops().forEach(middlebox -> specs.add(middlebox.toSpec()));
        return specs.build();
    }

    /**
     * The source's default gateway, for which the application answers ARP and Neighbour Discovery; null when not given.
     */
    public IpAddress gateway() {
        return gateway;
    }

    /** 4 or 6 as the fields say, or 0 when they say nothing and the hosts' addresses decide. */
    public int ipVersion() {
        return StatedIpVersion.of(this);
    }

    /** External address of the chain's first NAT; null when it has none. */
    public Ip4Address externalAddress() {
        for (Middlebox middlebox : middleboxes) {
            JsonNode address = middlebox.config().get("externalAddress");
            if (middlebox.type().equals("nat") && address != null) {
                return Ip4Address.valueOf(address.asText());
            }
        }
        return null;
    }

    public double throughputMbps() {
        return throughputMbps;
    }

    /** Failures to tolerate, as asked for. */
    public int failures() {
        return failures;
    }

    /** f of the replication: {@link #failures()}, or 0 when the protection is "none". */
    public int replicatedFailures() {
        return protection == Protection.NONE ? 0 : failures;
    }

    public boolean symmetric() {
        return symmetric;
    }

    public Protection protection() {
        return protection;
    }

    public Classifier classifier() {
        return classifier;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ChainSpec)) {
            return false;
        }
        ChainSpec that = (ChainSpec) other;
        return name.equals(that.name) && from.equals(that.from) && to.equals(that.to)
                && middleboxes.equals(that.middleboxes) && Objects.equals(gateway, that.gateway)
                && throughputMbps == that.throughputMbps && failures == that.failures && symmetric == that.symmetric
                && protection == that.protection && classifier.equals(that.classifier);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, from, to, middleboxes, gateway, throughputMbps, failures, symmetric, protection,
                classifier);
    }

    @Override
    public String toString() {
        return "ChainSpec{" + name + ": " + from + " -> " + middleboxes + " -> " + to + ", throughputMbps="
                + throughputMbps + ", failures=" + failures + ", symmetric=" + symmetric + ", protection="
                + protection.text() + "}";
    }
}
