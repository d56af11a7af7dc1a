package org.ftchain.agent.io;

import org.junit.AssumptionViolatedException;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * A nameless network namespace in which one thread lives, with the veth pair "left" - "right" (MTU 3498). What runs on
 * that thread, and the programs it starts, see only that network. It ends with the thread; nothing stays behind.
 */
public final class PrivateNetwork implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final long TIMEOUT_S = 20;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(r -> {
        Thread t = new Thread(r, "private-network");
        t.setDaemon(true);
        return t;
    });

    private PrivateNetwork() {
    }

    /** @throws AssumptionViolatedException with the reason when this machine or user cannot make one */
    public static PrivateNetwork create() throws Exception {
        PrivateNetwork network = new PrivateNetwork();
        String reason;
        try {
            reason = network.call(() -> {
                Linker linker = Linker.nativeLinker();
                MethodHandle unshare = linker.downcallHandle(linker.defaultLookup().findOrThrow("unshare"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT));
                try {
                    if ((int) unshare.invokeExact(CLONE_NEWNET) != 0) {
                        return "needs root: unshare(CLONE_NEWNET) was refused";
                    }
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
                run("ip", "link", "set", "lo", "up");
                run("sh", "-c", "for i in default all; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done; true");
                run("ip", "link", "add", "left", "mtu", "3498", "type", "veth", "peer", "name", "right", "mtu", "3498");
                run("ip", "link", "set", "left", "up");
                run("ip", "link", "set", "right", "up");
                return null;
            });
        } catch (Exception e) {
            reason = "needs network namespaces and iproute2: " + e;
        }
        if (reason != null) {
            network.close();
            throw new AssumptionViolatedException(reason);
        }
        return network;
    }

    /** Runs {@code body} on the namespace's thread. */
    public <T> T call(Callable<T> body) throws Exception {
        try {
            return thread.submit(body).get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Runs a program; namespace thread only. @return its output */
    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
        }
        return output;
    }

    /** Frames that came in on an interface, whatever became of them; namespace thread only. */
    static long receivedFrames(String interfaceName) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
            if (line.strip().startsWith(interfaceName + ":")) {
                return Long.parseLong(line.split(":")[1].strip().split(" +")[1]);
            }
        }
        throw new IllegalStateException("no interface " + interfaceName);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
