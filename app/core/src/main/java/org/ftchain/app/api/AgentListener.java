package org.ftchain.app.api;

import org.ftchain.control.Hello;

/** Told about sessions of agents. Called one at a time, never holding a lock; must not block. */
public interface AgentListener {
    /** An agent said hello; a former session of the same server was replaced. */
    void onConnected(Hello hello);

    /** The last session of a server ended (not: was replaced). No proof of death: see the failure detector. */
    void onDisconnected(String server, long incarnation);
}
