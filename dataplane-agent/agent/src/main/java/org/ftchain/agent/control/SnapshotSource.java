package org.ftchain.agent.control;

/** Where the peer server gets the state of a group from. Called by several connection threads. */
@FunctionalInterface
public interface SnapshotSource {
    /**
     * The state of {@code group} of {@code path} as it is in the sealed {@code epoch}. May block for a second.
     *
     * @throws IllegalStateException when it cannot be given now, one line saying why; the peer may ask again
     * @throws Exception             when it cannot be given at all
     */
    byte[] snapshot(String path, int group, int epoch) throws Exception;
}
