package org.ftchain.agent.stm;

import java.util.ArrayDeque;

/** Where a thread waits, the next step is what another one does meanwhile; without one left, waiting fails. */
final class Steps implements Interleaving {
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();

    void add(Runnable step) {
        steps.add(step);
    }

    void addFirst(Runnable step) {
        steps.addFirst(step);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    @Override
    public void beforeLock() {
    }

    @Override
    public void waiting(int tries) {
        steps.remove().run();
    }

    @Override
    public void afterUnlock() {
    }
}
