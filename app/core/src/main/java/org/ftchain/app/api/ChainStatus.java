package org.ftchain.app.api;

import com.google.common.collect.ImmutableList;
import org.ftchain.control.HopStatus;

import java.util.List;
import java.util.Objects;

/** A chain's record together with what its agents say now. */
public final class ChainStatus {
    private final ChainRecord record;
    private final ImmutableList<Hop> hops;
    private final String unprotectedReason;

    private ChainStatus(ChainRecord record, List<Hop> hops, String unprotectedReason) {
        this.record = Objects.requireNonNull(record, "record");
        this.hops = ImmutableList.copyOf(hops);
        this.unprotectedReason = unprotectedReason;
    }

    /** @param unprotectedReason null when the chain would survive its number of failures now */
    public static ChainStatus of(ChainRecord record, List<Hop> hops, String unprotectedReason) {
        return new ChainStatus(record, hops, unprotectedReason);
    }

    public ChainRecord record() {
        return record;
    }

    /** One per hop, in chain order; empty when the chain is not placed. */
    public List<Hop> hops() {
        return hops;
    }

    public boolean isProtected() {
        return unprotectedReason == null;
    }

    /** Why the chain is not protected; null when it is. */
    public String unprotectedReason() {
        return unprotectedReason;
    }

    /** What one hop's agent answered. */
    public static final class Hop {
        private final int hop;
        private final String type;
        private final HopPlacement placement;
        private final HopStatus status;
        private final String error;

        private Hop(int hop, String type, HopPlacement placement, HopStatus status, String error) {
            this.hop = hop;
            this.type = Objects.requireNonNull(type, "type");
            this.placement = Objects.requireNonNull(placement, "placement");
            this.status = status;
            this.error = error;
        }

        /**
         * @param status null when the agent did not answer
         * @param error why it did not; null when it did
         */
        public static Hop of(int hop, String type, HopPlacement placement, HopStatus status, String error) {
            return new Hop(hop, type, placement, status, error);
        }

        /** Index from 0. */
        public int hop() {
            return hop;
        }

        /** Middlebox type, or "replica". */
        public String type() {
            return type;
        }

        public HopPlacement placement() {
            return placement;
        }

        public HopStatus status() {
            return status;
        }

        public String error() {
            return error;
        }

        /** What the agent measured; only when {@link #status} is not null. */
        public HopTelemetry telemetry() {
            return HopTelemetry.of(hop, status);
        }
    }
}
