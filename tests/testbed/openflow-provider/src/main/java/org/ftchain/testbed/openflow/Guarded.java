package org.ftchain.testbed.openflow;

import org.slf4j.Logger;

/** Tasks at the edge of a provider's thread: a failure is logged, and ends neither the thread nor what is scheduled periodically. */
final class Guarded {
    private Guarded() {
    }

    static Runnable task(Logger log, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("Task failed", e);
            }
        };
    }
}
