package org.ftchain.agent.control;

/** Where the peer server puts logs that fit no frame. Called by several connection threads. */
@FunctionalInterface
public interface PeerLogSink {
    /**
     * Takes a log in its encoded form, which then belongs to the sink.
     *
     * @throws IllegalStateException when it cannot be taken now, one line saying why; the sender sends it again some time
     */
    void onLog(String path, int epoch, byte[] piggybackLog);
}
