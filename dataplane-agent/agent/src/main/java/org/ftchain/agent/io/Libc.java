package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * System calls for setting up (Linux, x86_64 and aarch64 numbers), which throw {@link SystemCallException}. Those of the
 * packet path are in {@link PacketCalls}. Thread-safe.
 */
final class Libc {
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EPERM = 1;
    static final int ENXIO = 6;
    static final int EMSGSIZE = 90;
    static final int ENETDOWN = 100;
    static final int ENOBUFS = 105;
    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    static final int MAP_POPULATE = 0x8000;

    private static final int SYS_BPF = "aarch64".equals(System.getProperty("os.arch")) ? 280 : 321;
    private static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET =
            CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle SOCKET = handle("socket", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = handle("bind", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle MMAP =
            handle("mmap", of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = handle("munmap", of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CLOSE = handle("close", of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = handle("ioctl", of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SYSCALL = handle("syscall", of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle EVENTFD = handle("eventfd", of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle IF_NAMETOINDEX = handle("if_nametoindex", of(JAVA_INT, ADDRESS));
    private static final MethodHandle STRERROR = plainHandle("strerror", of(ADDRESS, JAVA_INT));

    private Libc() {
    }

    static FunctionDescriptor of(MemoryLayout result, MemoryLayout... arguments) {
        return FunctionDescriptor.of(result, arguments);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = WITH_ERRNO;
        System.arraycopy(more, 0, options, 1, more.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    static MethodHandle plainHandle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    /** Where a call leaves errno; for one thread at a time. */
    static MemorySegment newCallState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    private static int errno(MemorySegment state) {
        return state.get(JAVA_INT, ERRNO_OFFSET);
    }

    static String errorText(int errno) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(errno)).reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Method handles declare Throwable; a downcall throws nothing of its own. */
    static AssertionError unexpected(Throwable e) {
        return new AssertionError("native call failed", e);
    }

    static int socket(int domain, int type, int protocol) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            return check("socket", (int) SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void bind(int fd, MemorySegment address) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            check("bind", (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void setOption(int fd, int level, int name, MemorySegment value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            check("setsockopt " + level + "/" + name,
                    (int) SETSOCKOPT.invokeExact(state, fd, level, name, value, (int) value.byteSize()), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void setIntOption(int fd, int level, int name, int value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            setOption(fd, level, name, arena.allocateFrom(JAVA_INT, value));
        }
    }

    static void getOption(int fd, int level, int name, MemorySegment into) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) into.byteSize());
            check("getsockopt " + level + "/" + name,
                    (int) GETSOCKOPT.invokeExact(state, fd, level, name, into, length), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void ioctl(int fd, long request, MemorySegment argument) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            check("ioctl 0x" + Long.toHexString(request), (int) IOCTL.invokeExact(state, fd, request, argument), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Maps memory that lives until {@link #unmap}. */
    static MemorySegment map(long sizeBytes, int flags, int fd, long offset) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            long address = (long) MMAP.invokeExact(state, 0L, sizeBytes, PROT_READ_WRITE, flags, fd, offset);
            if (address == -1) {
                throw new SystemCallException("mmap", errno(state));
            }
            return MemorySegment.ofAddress(address).reinterpret(sizeBytes);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void unmap(MemorySegment mapped) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) MUNMAP.invokeExact(newCallState(arena), mapped.address(), mapped.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(newCallState(arena), fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @return a file descriptor, or 0 */
    static int bpf(int command, MemorySegment attributes) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            return check("bpf " + command, (int) (long) SYSCALL.invokeExact(state, (long) SYS_BPF, (long) command,
                    attributes, attributes.byteSize()), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfd() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = newCallState(arena);
            return check("eventfd", (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK_CLOEXEC), state);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @return the index, or 0 when there is no such interface in this thread's network namespace */
    static int interfaceIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) IF_NAMETOINDEX.invokeExact(newCallState(arena), arena.allocateFrom(name));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int check(String call, int result, MemorySegment state) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(call, errno(state));
        }
        return result;
    }
}
