package org.ftchain.agent.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Raises a thread's priority: on Linux a thread's nice value is its own, and Java's priorities do nothing. */
final class ThreadPriority {
    private static final int PRIO_PROCESS = 0;
    private static final int HIGHEST_NICE = -20;

    private ThreadPriority() {
    }

    /** The present thread goes before ordinary ones. @return false when the user may not */
    static boolean raise() {
        Linker linker = Linker.nativeLinker();
        MethodHandle setpriority = linker.downcallHandle(linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            return (int) setpriority.invokeExact(PRIO_PROCESS, 0, HIGHEST_NICE) == 0;
        } catch (Throwable e) {
            throw new AssertionError("native call failed", e);
        }
    }
}
