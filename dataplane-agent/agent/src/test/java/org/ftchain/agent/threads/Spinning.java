package org.ftchain.agent.threads;

import org.ftchain.agent.stm.Interleaving;

/** Waits as a worker would; what else it does is up to the subclass. */
class Spinning implements Interleaving {
    static final Spinning INSTANCE = new Spinning();

    @Override
    public void beforeLock() {
    }

    @Override
    public void waiting(int tries) {
        Thread.yield();
    }

    @Override
    public void afterUnlock() {
    }
}
