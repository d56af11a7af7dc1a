package org.ftchain.agent.chain;

/** What a hop counts, in packets or frames unless said otherwise; printed by the orchestrator under {@link #key}. */
public enum HopCounter {
    FORWARD_PACKETS("forwardPackets"),
    REVERSE_PACKETS("reversePackets"),
    /** Left the chain here. */
    RELEASED("released"),
    MIDDLEBOX_DROPS("middleboxDrops"),
    /** The hop was not open. */
    CLOSED_DROPS("closedDrops"),
    EPOCH_DROPS("epochDrops"),
    MALFORMED_DROPS("malformedDrops"),
    /** Neither IPv4 nor IPv6, or of an IP version for which the path has no egress label. */
    NOT_IP_DROPS("notIpDrops"),
    /** No room to wait before the transaction. */
    WAITING_DROPS("waitingDrops"),
    /** No room at the buffer or the gate. */
    BUFFER_DROPS("bufferDrops"),
    /** Held at the buffer when the path was recovered and not in the base. */
    RECOVERY_DROPS("recoveryDrops"),
    NO_FRAME_DROPS("noFrameDrops"),
    /** The transaction would have made a log that is too large. */
    OVERSIZE_DROPS("oversizeDrops"),
    PROPAGATING_SENT("propagatingSent"),
    MESSAGE_BYTES("messageBytes"),
    LOGS_APPLIED("logsApplied"),
    LOGS_HELD("logsHeld"),
    LOGS_DUPLICATE("logsDuplicate"),
    LOGS_REFUSED("logsRefused"),
    /** Logs sent over the peer channel, because they fit no frame. */
    PEER_LOGS("peerLogs"),
    /** Transactions that an older one interrupted and that were run again. */
    WOUNDS("wounds");

    private final String key;

    HopCounter(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }
}
