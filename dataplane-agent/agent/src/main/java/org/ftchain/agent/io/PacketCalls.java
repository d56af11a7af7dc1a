package org.ftchain.agent.io;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * System calls of the packet path. Arguments are addresses, results the negated errno when below 0; nothing is
 * allocated. The linker's own capture of errno allocates a segment per call wherever it is not inlined, so errno is read
 * after the call; in between the VM may in rare cases overwrite it. A refused frame may then be counted wrongly, which is
 * why nothing else hangs on it. Thread-safe.
 */
final class PacketCalls {
    private static final int MSG_DONTWAIT = 0x40;
    private static final MethodHandle SENDTO =
            Libc.plainHandle("sendto", Libc.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle PPOLL =
            Libc.plainHandle("ppoll", Libc.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle RECVMMSG =
            Libc.plainHandle("recvmmsg", Libc.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SENDMMSG =
            Libc.plainHandle("sendmmsg", Libc.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle READ = Libc.plainHandle("read", Libc.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE = Libc.plainHandle("write", Libc.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ERRNO_LOCATION = Libc.plainHandle("__errno_location", Libc.of(JAVA_LONG));
    private static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private PacketCalls() {
    }

    private static int failure() throws Throwable {
        return -ALL_MEMORY.get(JAVA_INT, (long) ERRNO_LOCATION.invokeExact());
    }

    /** Lets the kernel send what is in a transmit ring. */
    static int kick(int fd) {
        try {
            long result = (long) SENDTO.invokeExact(fd, 0L, 0L, MSG_DONTWAIT, 0L, 0);
            return result < 0 ? failure() : 0;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static int poll(long pollfds, int count, long timespec) {
        try {
            return (int) PPOLL.invokeExact(pollfds, (long) count, timespec, 0L);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static int receiveMessages(int fd, long messages, int count) {
        try {
            int result = (int) RECVMMSG.invokeExact(fd, messages, count, MSG_DONTWAIT, 0L);
            return result < 0 ? failure() : result;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static int sendMessages(int fd, long messages, int count) {
        try {
            int result = (int) SENDMMSG.invokeExact(fd, messages, count, MSG_DONTWAIT);
            return result < 0 ? failure() : result;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static void read(int fd, long into, long sizeBytes) {
        try {
            long ignored = (long) READ.invokeExact(fd, into, sizeBytes);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static void write(int fd, long from, long sizeBytes) {
        try {
            long ignored = (long) WRITE.invokeExact(fd, from, sizeBytes);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
