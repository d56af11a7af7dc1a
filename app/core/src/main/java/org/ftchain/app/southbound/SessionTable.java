package org.ftchain.app.southbound;

import org.ftchain.app.api.AgentListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The last session of every server. Thread-safe; listeners are told outside of the lock, in order. */
final class SessionTable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTable.class);
    private static final int MAX_SERVERS = 4096;

    private final Map<String, AgentSession> sessions = new TreeMap<>();
    private final List<AgentListener> listeners = new CopyOnWriteArrayList<>();
    /** Held while listeners are told, so that they hear of one server's sessions in order. */
    private final Object telling = new Object();

    void addListener(AgentListener listener) {
        listeners.add(listener);
    }

    void removeListener(AgentListener listener) {
        listeners.remove(listener);
    }

    Collection<AgentSession> all() {
        synchronized (sessions) {
            return List.copyOf(sessions.values());
        }
    }

    /** Null when the server never said hello. */
    AgentSession get(String server) {
        synchronized (sessions) {
            return sessions.get(server);
        }
    }

    void onHello(AgentSession session) {
        synchronized (telling) {
            AgentSession old;
            synchronized (sessions) {
                old = sessions.get(session.hello().server);
                if (old == null && sessions.size() >= MAX_SERVERS) {
                    LOG.warn("Refusing agent {}: {} servers are known", session.hello().server, MAX_SERVERS);
                    session.close();
                    return;
                }
                sessions.put(session.hello().server, session);
            }
            LOG.info("Agent {} connected from {}, incarnation {}", session.hello().server, session.remoteAddress(),
                    Long.toHexString(session.hello().incarnation));
            if (old != null) {
                old.close();
            }
            tell(listener -> listener.onConnected(session.hello()));
        }
    }

    void onEnd(AgentSession session) {
        synchronized (telling) {
            session.end();
            if (get(session.hello().server) == session) {
                LOG.info("Agent {} disconnected", session.hello().server);
                tell(listener -> listener.onDisconnected(session.hello().server, session.hello().incarnation));
            }
        }
    }

    void closeAll() {
        all().forEach(AgentSession::close);
    }

    private void tell(Consumer<AgentListener> call) {
        for (AgentListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("Listener {} failed", listener, e);
            }
        }
    }
}
