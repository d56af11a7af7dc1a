package org.ftchain.agent.runtime;

import org.ftchain.agent.stm.Interleaving;

import java.util.concurrent.locks.LockSupport;

/** How a worker waits for a lock: it is held for about a microsecond, unless its holder has lost the processor. */
final class SpinThenYield implements Interleaving {
    private static final int SPINS = 64;
    private static final int YIELDS = 1024;
    private static final long PARK_NS = 50_000;

    @Override
    public void beforeLock() {
        // Others come between by themselves.
    }

    @Override
    public void waiting(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else if (tries < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PARK_NS);
        }
    }

    @Override
    public void afterUnlock() {
        // Who waits looks by itself.
    }
}
