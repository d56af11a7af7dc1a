package org.ftchain.agent.chain;

import org.ftchain.control.HopSpec;

/** The way to the ring successor beside the data network, for logs that fit no frame (rule 12). Any worker thread. */
public interface PeerOutlet {
    /** Without a way: such logs are sent again until there is one. */
    PeerOutlet NONE = (spec, array, offset, length) -> false;

    /**
     * Takes a log of {@code spec}'s path and epoch for its ring successor; the bytes are copied.
     *
     * @return false when it cannot be taken now; it is sent again later, as after a loss
     */
    boolean send(HopSpec spec, byte[] array, int offset, int length);
}
