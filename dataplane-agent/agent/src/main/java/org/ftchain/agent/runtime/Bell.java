package org.ftchain.agent.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Wakes a worker that sleeps, and costs a read while it does not. No wake-up is lost: the sleeper says that it sleeps and
 * then looks once more for work; the waker leaves the work, executes a full fence, and then looks whether somebody sleeps. One
 * of the two sees the other (store, fence, load on both sides).
 */
final class Bell {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    /** Sleeps, and something there may go on when another worker has advanced. */
    private static final int EXPECTING = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Bell.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable wakeUp;
    private int state;

    /** @param wakeUp ends a present or the next sleep; any thread */
    Bell(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** The sleeper, before it looks for work for the last time. */
    void goToSleep(boolean expecting) {
        STATE.setVolatile(this, expecting ? EXPECTING : ASLEEP);
        VarHandle.fullFence();
    }

    /** The sleeper, when it has slept or found work. */
    void awake() {
        STATE.setOpaque(this, AWAKE);
    }

    /** Any thread, after the work has been left and a {@link VarHandle#fullFence}. */
    void ring() {
        int seen = (int) STATE.getOpaque(this);
        if (seen != AWAKE && STATE.compareAndSet(this, seen, AWAKE)) {
            wakeUp.run();
        }
    }

    /** Like {@link #ring}, for news that matter only to a sleeper that expects some. */
    void ringIfExpecting() {
        if ((int) STATE.getOpaque(this) == EXPECTING) {
            ring();
        }
    }
}
