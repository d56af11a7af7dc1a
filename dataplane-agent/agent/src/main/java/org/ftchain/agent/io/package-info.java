/**
 * Data ports: frames in and out of a network interface through AF_XDP or AF_PACKET, with native calls through the
 * foreign function and memory API (no JNI, no libbpf).
 *
 * <p>May import {@code chain.Frames} and the JDK. A port belongs to the worker thread that uses it; only
 * {@link org.ftchain.agent.io.DataPort#wakeUp()} is for other threads.
 */
package org.ftchain.agent.io;
