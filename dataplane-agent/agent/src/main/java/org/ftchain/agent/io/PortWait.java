package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Waiting for a socket and an eventfd together, with poll(2) to the nanosecond. One thread waits, any thread wakes; a
 * wake-up before the wait ends it at once, because the eventfd keeps its count.
 */
final class PortWait {
    private static final short POLLIN = 1;
    private static final long POLLFD_BYTES = 8;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment pollfds = arena.allocate(2 * POLLFD_BYTES, 8);
    private final MemorySegment timespec = arena.allocate(16, 8);
    private final MemorySegment counter = arena.allocate(8, 8);
    private final MemorySegment one = arena.allocate(8, 8);
    private final int eventFd;
    private boolean closed;

    PortWait(int socketFd) throws SystemCallException {
        eventFd = Libc.eventfd();
        one.set(JAVA_LONG, 0, 1);
        pollfds.set(JAVA_INT, 0, socketFd);
        pollfds.set(JAVA_SHORT, 4, POLLIN);
        pollfds.set(JAVA_INT, POLLFD_BYTES, eventFd);
        pollfds.set(JAVA_SHORT, POLLFD_BYTES + 4, POLLIN);
    }

    /** Also true after a signal; false only when the time was over. */
    boolean await(long timeoutNs) {
        timespec.set(JAVA_LONG, 0, timeoutNs / 1_000_000_000L);
        timespec.set(JAVA_LONG, 8, timeoutNs % 1_000_000_000L);
        int ready = PacketCalls.poll(pollfds.address(), 2, timespec.address());
        if (ready > 0 && pollfds.get(JAVA_SHORT, POLLFD_BYTES + 6) != 0) {
            PacketCalls.read(eventFd, counter.address(), 8);
        }
        return ready != 0;
    }

    synchronized void wakeUp() {
        if (!closed) {
            PacketCalls.write(eventFd, one.address(), 8);
        }
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(eventFd);
            }
    }
}
