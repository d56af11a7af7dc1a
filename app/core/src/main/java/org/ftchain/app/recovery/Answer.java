package org.ftchain.app.recovery;

import org.ftchain.app.api.HopPlacement;
import org.ftchain.control.Reply;

/** What came of a request to an agent: its reply, or why there is none. Immutable. */
public final class Answer {
    private final Reply reply;
    private final String error;

    private Answer(Reply reply, String error) {
        this.reply = reply;
        this.error = error;
    }

    public static Answer of(Reply reply) {
        return new Answer(reply, reply.ok ? null : reply.error);
    }

    /** No answer. */
    public static Answer none(String why) {
        return new Answer(null, why);
    }

    public boolean ok() {
        return reply != null && reply.ok;
    }

    /** Whether the member itself, not another incarnation of its server, says that it is done. */
    boolean okFrom(HopPlacement member) {
        return ok() && reply.incarnation == member.incarnation();
    }

    /** Whether the member itself is well but says no, or not what it should. */
    boolean refusedBy(HopPlacement member) {
        return reply != null && reply.incarnation == member.incarnation();
    }

    Reply reply() {
        return reply;
    }

    /** Why not ok, one line; null when ok. */
    public String error() {
        return error;
    }
}
