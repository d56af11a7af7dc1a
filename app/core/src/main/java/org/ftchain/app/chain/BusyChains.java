package org.ftchain.app.chain;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Chains with an operation under way on this node: one at a time. Any thread. */
final class BusyChains {
    private final Set<String> names = new HashSet<>();

    synchronized boolean tryEnter(String name) {
        return names.add(name);
    }

    /** Waits for an operation that is under way; false when it still is after {@code timeoutMs}. */
    synchronized boolean enter(String name, long timeoutMs) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            while (!names.add(name)) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (leftMs <= 0) {
                    return false;
                }
                wait(leftMs);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    synchronized void leave(String name) {
        names.remove(name);
        notifyAll();
    }
}
