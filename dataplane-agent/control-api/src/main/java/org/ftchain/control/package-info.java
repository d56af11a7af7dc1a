/**
 * The control channel between the orchestrator (the ONOS application) and the agents: one JSON object per line (UTF-8,
 * at most {@link org.ftchain.control.ControlCodec#MAX_LINE_BYTES} bytes) over TCP, the agent dialling, and one
 * heartbeat datagram format over UDP.
 *
 * <p>Java 11, imports the JDK and Jackson only, so that both sides load the same classes. All types are immutable and
 * safe to share between threads. Hops, groups and paths are numbered from 0 as in the protocol's ring arithmetic.
 */
package org.ftchain.control;
