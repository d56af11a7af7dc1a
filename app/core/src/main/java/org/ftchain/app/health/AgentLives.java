package org.ftchain.app.health;

import org.ftchain.app.health.AgentHealth.Life;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The lives of all agents: suspicions, the questions to ring successors that confirm or dismiss them, and the verdicts. Time
 * and deeds come from its {@link Surroundings}, so that it can be tested without waiting. All inputs on one thread; life is
 * read by all.
 */
final class AgentLives {
    static final long DEFAULT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    static final long GRACE_MS = TimeUnit.NANOSECONDS.toMillis(SuspicionJudge.GRACE_NS) + 1;
    private static final Logger LOG = LoggerFactory.getLogger(AgentLives.class);
    /**
     * Many agents that fall silent together are more likely starved or cut off from here than dead: as long as this nothing
     * is believed about them.
     */
    static final long COMMON_CAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MANY = 3;
    private static final long FIRST_AGAIN_MS = 10;
    private static final long SLOWEST_AGAIN_MS = 1000;

    /** What this class needs of the world. */
    interface Surroundings {
        long nowNs();

        /** Runs a task later, on the thread of the inputs. */
        void later(long delayMs, Runnable task);

        /**
         * Asks the ring successors of a server, on every path that has a hop there, how long they have heard nothing of it.
         *
         * @param silenceNs gets every answer, on the thread of the inputs
         */
        void askSuccessors(String server, Consumer<Long> silenceNs);
    }

    private final Surroundings surroundings;
    private final Map<String, Tracked> byServer = new ConcurrentHashMap<>();
    private final List<AgentHealth.Listener> listeners = new CopyOnWriteArrayList<>();

    AgentLives(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    void addListener(AgentHealth.Listener listener) {
        listeners.add(listener);
    }

    void removeListener(AgentHealth.Listener listener) {
        listeners.remove(listener);
    }

    Life life(String server, long incarnation) {
        Tracked tracked = byServer.get(server);
        if (tracked == null) {
            return Life.UNKNOWN;
        }
        return tracked.incarnation == incarnation ? tracked.life : Life.FAILED;
    }

    private void tell(Consumer<AgentHealth.Listener> what) {
        for (AgentHealth.Listener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("Listener {} failed", listener, e);
            }
        }
    }

    void onAlive(String server, long incarnation) {
        Tracked tracked = byServer.get(server);
        if (tracked == null || tracked.incarnation != incarnation) {
            tracked = new Tracked(incarnation);
            byServer.put(server, tracked);
        }
        if (tracked.life == Life.SUSPECTED || tracked.life == Life.FAILED) {
            LOG.info("Server {} is heard again", server);
        }
        tracked.lastHeardNs = surroundings.nowNs();
        tracked.judge.onHeartbeat();
        if (tracked.judge.dismissed()) {
            tracked.life = Life.ALIVE;
            tell(listener -> listener.onAlive(server, incarnation));
        }
    }

    void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs) {
        Tracked tracked = byServer.computeIfAbsent(server, key -> new Tracked(incarnation));
        if (tracked.incarnation == incarnation && tracked.life != Life.FAILED) {
            tracked.judge = new SuspicionJudge(intervalNs);
            tracked.judge.onPort(!tracked.portDown);
            tracked.lastHeardNs = lastHeardNs;
            tracked.judge.onHeartbeatsMissing(surroundings.nowNs());
            suspect(server, tracked, "no heartbeats");
        }
    }

    /** Another incarnation is there: the old one is gone, which needs no confirmation. */
    void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs) {
        Tracked old = byServer.get(server);
        if (old != null && old.incarnation == newIncarnation) {
            return;
        }
        byServer.put(server, new Tracked(newIncarnation));
        if (old == null || old.life != Life.FAILED) {
            fail(server, oldIncarnation, lastHeardNs, "the agent restarted");
        }
    }

    /** An agent said hello over the control channel. */
    void onHello(String server, long incarnation) {
        Tracked tracked = byServer.get(server);
        if (tracked != null && tracked.incarnation != incarnation) {
            onRestarted(server, tracked.incarnation, incarnation, tracked.lastHeardNs);
        }
    }

    /** The switch port of a server's data port went up or down. */
    void onPort(String server, boolean up) {
        Tracked tracked = byServer.get(server);
        if (tracked == null || tracked.portDown != up) {
            return;
        }
        tracked.portDown = !up;
        tracked.judge.onPort(up);
        if (!up && tracked.life == Life.ALIVE) {
            tracked.lastHeardNs = surroundings.nowNs();
            suspect(server, tracked, "switch port down");
        } else if (up && tracked.judge.dismissed() && tracked.life != Life.ALIVE) {
            onAlive(server, tracked.incarnation);
        } else {
            judge(server, tracked);
        }
    }

    private void suspect(String server, Tracked tracked, String why) {
        tracked.life = Life.SUSPECTED;
        tracked.suspectedNs = surroundings.nowNs();
        LOG.info("Server {} is suspected: {}", server, why);
        tell(listener -> listener.onSuspected(server, tracked.incarnation, why));
        judge(server, tracked);
        ask(server, tracked, FIRST_AGAIN_MS);
    }

    /**
     * When a ring successor still hears the agent it is asked again a little later; when none answers, at the end of the
     * grace; until the suspicion is confirmed or dismissed.
     */
    private void ask(String server, Tracked tracked, long againMs) {
        if (byServer.get(server) != tracked || tracked.life != Life.SUSPECTED) {
            return;
        }
        int round = ++tracked.round;
        tracked.judge.onAsking(surroundings.nowNs());
        surroundings.askSuccessors(server, silenceNs -> onSilence(server, tracked, round, silenceNs, againMs));
        surroundings.later(GRACE_MS, () -> {
            if (round == tracked.round && !tracked.judge.contradicted()) {
                judge(server, tracked);
                ask(server, tracked, againMs);
            }
        });
    }

    private void onSilence(String server, Tracked tracked, int round, long silenceNs, long againMs) {
        if (round != tracked.round || byServer.get(server) != tracked) {
            return;
        }
        boolean before = tracked.judge.contradicted();
        tracked.judge.onSuccessor(silenceNs);
        judge(server, tracked);
        if (tracked.judge.contradicted() && !before) {
            surroundings.later(againMs, () -> {
                if (round == tracked.round) {
                    ask(server, tracked, Math.min(2 * againMs, SLOWEST_AGAIN_MS));
                }
            });
        }
    }

    private void judge(String server, Tracked tracked) {
        long nowNs = surroundings.nowNs();
        String verdict = tracked.judge.verdict(nowNs);
        boolean tooSoon = nowNs - tracked.suspectedNs < COMMON_CAUSE_NS && hasCommonCause();
        if (tracked.life == Life.SUSPECTED && verdict != null && !tooSoon) {
            tracked.life = Life.FAILED;
            fail(server, tracked.incarnation, tracked.lastHeardNs, verdict);
        }
    }

    /** Whether half of the agents that were not known to be dead, or more, are suspected now. */
    private boolean hasCommonCause() {
        int suspected = 0;
        int living = 0;
        for (Tracked tracked : byServer.values()) {
            suspected += tracked.life == Life.SUSPECTED ? 1 : 0;
            living += tracked.life != Life.FAILED ? 1 : 0;
        }
        return suspected >= MANY && 2 * suspected >= living;
    }

    private void fail(String server, long incarnation, long lastHeardNs, String why) {
        long nowNs = surroundings.nowNs();
        LOG.info("Server {} (incarnation {}) has failed: {}", server, Long.toHexString(incarnation), why);
        tell(listener -> listener.onFailed(server, incarnation, lastHeardNs, nowNs, why));
    }

    /** One server in one incarnation. */
    private final class Tracked {
        private final long incarnation;
        private volatile Life life = Life.ALIVE;
        private SuspicionJudge judge = new SuspicionJudge(DEFAULT_INTERVAL_NS);
        private long lastHeardNs = surroundings.nowNs();
        private long suspectedNs;
        private boolean portDown;
        private int round;

        Tracked(long incarnation) {
            this.incarnation = incarnation;
        }
    }
}
