package org.ftchain.app.recovery;

import org.ftchain.control.Reply;

/** What came of a request to an agent: its reply, or why there is none. Immutable. */
final class Answer {
    private final Reply reply;
    private final String error;

    private Answer(Reply reply, String error) {
        this.reply = reply;
        this.error = error;
    }

    static Answer of(Reply reply) {
        return new Answer(reply, reply.ok ? null : reply.error);
    }

    /** No answer. */
    static Answer none(String why) {
        return new Answer(null, why);
    }

    boolean ok() {
        return reply != null && reply.ok;
    }

    /** Whether the agent is reachable, whatever it said. */
    boolean answered() {
        return reply != null;
    }

    Reply reply() {
        return reply;
    }

    /** Why not ok, one line; null when ok. */
    String error() {
        return error;
    }
}
