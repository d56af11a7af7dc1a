package org.ftchain.agent.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Raises a thread's priority; on Linux Java's own priorities do nothing. Real-time scheduling first: a nice value counts
 * only among the threads of the same session where the kernel groups them (sched_autogroup).
 */
final class ThreadPriority {
    private static final int SCHED_FIFO = 1;
    private static final int LOWEST_REAL_TIME = 1;
    private static final int THIS_THREAD = 0;
    private static final int PRIO_PROCESS = 0;
    private static final int HIGHEST_NICE = -20;

    private ThreadPriority() {
    }

    /** The present thread, which must do little, goes before ordinary ones. @return false when the user may not */
    static boolean raise() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocateFrom(JAVA_INT, LOWEST_REAL_TIME); // struct sched_param
            MethodHandle setscheduler = handle("sched_setscheduler", JAVA_INT, JAVA_INT, ADDRESS);
            if ((int) setscheduler.invokeExact(THIS_THREAD, SCHED_FIFO, parameters) == 0) {
                return true;
            }
            MethodHandle setpriority = handle("setpriority", JAVA_INT, JAVA_INT, JAVA_INT);
            return (int) setpriority.invokeExact(PRIO_PROCESS, THIS_THREAD, HIGHEST_NICE) == 0;
        } catch (Throwable e) {
            throw new AssertionError("native call failed", e);
        }
    }

    private static MethodHandle handle(String function, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function),
                FunctionDescriptor.of(JAVA_INT, arguments));
    }
}
