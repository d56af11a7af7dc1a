package org.ftchain.app.health;

import java.util.OptionalLong;

/** What is known of the agents' lives. Thread-safe; calls do not block. */
public interface AgentHealth {
    /** What is known of a member (rule 16: a server in one incarnation). */
    enum Life {
        /** Nothing heard yet; the time for it is not over. */
        UNKNOWN,
        ALIVE,
        /** Heartbeats are missing or the port is down; not confirmed. */
        SUSPECTED,
        /** Confirmed, or another incarnation of the server is heard. */
        FAILED
    }

    Life life(String server, long incarnation);

    /** Milliseconds since the last heartbeat of a server; empty when none ever came. */
    OptionalLong lastHeartbeatAgeMs(String server);

    void addListener(Listener listener);

    void removeListener(Listener listener);

    /** Called one at a time on the health executor; must not block. */
    interface Listener {
        /** Not certain yet; {@link #onFailed} or {@link #onAlive} follows. */
        default void onSuspected(String server, long incarnation, String why) {
        }

        /**
         * The failure is certain.
         *
         * @param lastHeardNs monotonic clock at the last heartbeat
         * @param confirmedNs monotonic clock now
         * @param why the sources that agree, for people
         */
        void onFailed(String server, long incarnation, long lastHeardNs, long confirmedNs, String why);

        /** Heard for the first time, or again. */
        void onAlive(String server, long incarnation);
    }
}
