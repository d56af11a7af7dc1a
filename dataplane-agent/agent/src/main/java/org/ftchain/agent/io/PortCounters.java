package org.ftchain.agent.io;

/**
 * What a port did since it was opened.
 *
 * @param rxFrames  frames handed to the worker
 * @param rxDropped frames for the agent that the kernel or the port dropped for lack of room (or were too long)
 * @param txFrames  frames handed to the kernel without an error
 * @param txDropped frames that found no room or that the interface refused
 */
public record PortCounters(long rxFrames, long rxDropped, long txFrames, long txDropped) {
}
