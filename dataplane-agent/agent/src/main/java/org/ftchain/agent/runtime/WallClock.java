package org.ftchain.agent.runtime;

import java.util.concurrent.TimeUnit;

/** Wall clock from the monotonic one, compared every second. One thread. */
final class WallClock {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private long offsetMs;
    private long readNs;

    WallClock(long nowNs) {
        read(nowNs);
    }

    long millis(long nowNs) {
        if (nowNs - readNs >= INTERVAL_NS) {
            read(nowNs);
        }
        return nowNs / 1_000_000 + offsetMs;
    }

    private void read(long nowNs) {
        readNs = nowNs;
        offsetMs = System.currentTimeMillis() - nowNs / 1_000_000;
    }
}
