package org.ftchain.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Objects;

/**
 * All that an agent must know to be hop {@code hop} of a path in one epoch. Group g is hop g and its {@code failures}
 * ring successors (4.4.1); with {@code failures} 0 nothing is replicated (protection "none").
 */
public final class HopSpec {
    /** Number of state partitions of every group. */
    public static final int PARTITIONS = 32;
    /** Most worker threads of one hop. */
    public static final int MAX_THREADS = 16;

    /** "chain/index", unique in the network. */
    public final String path;
    /** Epoch of the path, from 1; every message carries it (rule 15). */
    public final int epoch;
    /** Position of this agent on the path, 0..hopCount-1. */
    public final int hop;
    public final int failures;
    public final boolean symmetric;
    /** One per hop, in ring order. */
    public final List<Member> members;
    /** One per hop; type "replica" is a hop without a middlebox. */
    public final List<MiddleboxSpec> middleboxes;
    public final Labels labels;
    /** MAC addresses "aa:bb:cc:dd:ee:ff". A frame that leaves the chain with destination chainMac is routed:
     *  source := chainMac, destination := toMac (forward) or fromMac (reverse). */
    public final String chainMac;
    public final String fromMac;
    public final String toMac;
    /** Worker threads that run this hop, 1..{@link #MAX_THREADS}; the other hops may have other numbers. */
    public final int threads;

    /** A hop of one thread. */
    public HopSpec(String path, int epoch, int hop, int failures, boolean symmetric, List<Member> members,
                   List<MiddleboxSpec> middleboxes, Labels labels, String chainMac, String fromMac, String toMac) {
        this(path, epoch, hop, failures, symmetric, members, middleboxes, labels, chainMac, fromMac, toMac, 1);
    }

    /** @param threads 1 when absent */
    @JsonCreator
    public HopSpec(@JsonProperty("path") String path, @JsonProperty("epoch") int epoch, @JsonProperty("hop") int hop,
                   @JsonProperty("failures") int failures, @JsonProperty("symmetric") boolean symmetric,
                   @JsonProperty("members") List<Member> members,
                   @JsonProperty("middleboxes") List<MiddleboxSpec> middleboxes, @JsonProperty("labels") Labels labels,
                   @JsonProperty("chainMac") String chainMac, @JsonProperty("fromMac") String fromMac,
                   @JsonProperty("toMac") String toMac, @JsonProperty("threads") Integer threads) {
        this.path = Objects.requireNonNull(path, "path");
        this.epoch = epoch;
        this.hop = hop;
        this.failures = failures;
        this.symmetric = symmetric;
        this.members = List.copyOf(members);
        this.middleboxes = List.copyOf(middleboxes);
        this.labels = Objects.requireNonNull(labels, "labels");
        this.chainMac = chainMac;
        this.fromMac = fromMac;
        this.toMac = toMac;
        this.threads = threads == null ? 1 : threads;
        if (members.size() != middleboxes.size() || members.isEmpty()) {
            throw new IllegalArgumentException("members and middleboxes must be as many, at least 1: members="
                    + members.size() + " middleboxes=" + middleboxes.size());
        }
        if (hop < 0 || hop >= members.size()) {
            throw new IllegalArgumentException("hop must be in 0.." + (members.size() - 1) + ": hop=" + hop);
        }
        if (failures < 0 || failures >= members.size()) {
            throw new IllegalArgumentException("failures must be in 0.." + (members.size() - 1) + ": failures=" + failures);
        }
        if (this.threads < 1 || this.threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be in 1.." + MAX_THREADS + ": threads=" + threads);
        }
    }

    public int hopCount() {
        return members.size();
    }

    /** A member of the ring in one epoch (rule 16). */
    public static final class Member {
        public final String server;
        public final long incarnation;
        /** Peer channel, "host:port". */
        public final String peerAddress;

        @JsonCreator
        public Member(@JsonProperty("server") String server, @JsonProperty("incarnation") long incarnation,
                      @JsonProperty("peerAddress") String peerAddress) {
            this.server = Objects.requireNonNull(server, "server");
            this.incarnation = incarnation;
            this.peerAddress = Objects.requireNonNull(peerAddress, "peerAddress");
        }
    }

    /** A middlebox type and its configuration (a JSON object, possibly empty). */
    public static final class MiddleboxSpec {
        public final String type;
        public final JsonNode config;

        @JsonCreator
        public MiddleboxSpec(@JsonProperty("type") String type, @JsonProperty("config") JsonNode config) {
            this.type = Objects.requireNonNull(type, "type");
            this.config = Objects.requireNonNull(config, "config");
        }
    }

    /**
     * The MPLS labels of a path in one epoch; each names one way into one receiver.
     * {@code forward[i]}: into hop i in chain direction (from the ingress switch for i = 0, else from hop i-1).
     * {@code reverse[i]}: into hop i against it (from the ingress switch for i = n-1, else from hop i+1); empty
     * when not symmetric. {@code ring}: from hop n-1 back into hop 0; 0 when n = 1. {@code egressForward}: from hop n-1
     * to the target's switch, which pops to IPv4; {@code egressReverse}: from hop 0 to the source's switch; 0 when not
     * symmetric. {@code egressForwardV6}, {@code egressReverseV6}: the same for IPv6. An egress label is 0 when the chain
     * takes no packets of that IP version.
     */
    public static final class Labels {
        public final int[] forward;
        public final int[] reverse;
        public final int ring;
        public final int egressForward;
        public final int egressReverse;
        public final int egressForwardV6;
        public final int egressReverseV6;

        /** For IPv4 only. */
        public Labels(int[] forward, int[] reverse, int ring, int egressForward, int egressReverse) {
            this(forward, reverse, ring, egressForward, egressReverse, 0, 0);
        }

        @JsonCreator
        public Labels(@JsonProperty("forward") int[] forward, @JsonProperty("reverse") int[] reverse,
                      @JsonProperty("ring") int ring, @JsonProperty("egressForward") int egressForward,
                      @JsonProperty("egressReverse") int egressReverse,
                      @JsonProperty("egressForwardV6") int egressForwardV6,
                      @JsonProperty("egressReverseV6") int egressReverseV6) {
            this.forward = forward.clone();
            this.reverse = reverse.clone();
            this.ring = ring;
            this.egressForward = egressForward;
            this.egressReverse = egressReverse;
            this.egressForwardV6 = egressForwardV6;
            this.egressReverseV6 = egressReverseV6;
        }

        /** Label for packets of an IP version (4 or 6) that leave the chain forward; 0 when there is none. */
        public int egressForward(int ipVersion) {
            return ipVersion == 6 ? egressForwardV6 : egressForward;
        }

        /** Label for packets of an IP version (4 or 6) that leave the chain against its direction; 0 when there is none. */
        public int egressReverse(int ipVersion) {
            return ipVersion == 6 ? egressReverseV6 : egressReverse;
        }
    }
}
