package org.ftchain.app.chain;

import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStatus;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.Middlebox;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Questions to the agents of a chain, asked in parallel. */
final class ChainTelemetry {
    private static final long TIMEOUT_MS = 3000;
    private static final int MAX_ROWS = 100_000;

    private final AgentSessions sessions;

    ChainTelemetry(AgentSessions sessions) {
        this.sessions = sessions;
    }

    /** @param digests ask also for a digest of every group's state, which costs the agents a pass over it */
    ChainStatus status(ChainRecord record, boolean digests) {
        List<ChainStatus.Hop> hops = new ArrayList<>();
        PathRecord path = record.path();
        if (path != null) {
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (HopPlacement hop : path.hops()) {
                replies.add(sessions.request(hop.server(), id -> new Request.Status(id, path.id(), digests)));
            }
            List<Middlebox> middleboxes = record.spec().hops();
            for (int hop = 0; hop < replies.size(); hop++) {
                hops.add(hop(hop, middleboxes.get(hop).type(), path.hops().get(hop), replies.get(hop)));
            }
        }
        return ChainStatus.of(record, hops, ChainProtection.missing(record, hops));
    }

    private static ChainStatus.Hop hop(int hop, String type, HopPlacement placement, CompletableFuture<Reply> future) {
        try {
            Reply reply = Futures.await(future, TIMEOUT_MS, "status");
            if (!reply.ok || reply.status == null) {
                return ChainStatus.Hop.of(hop, type, placement, null, reply.error == null ? "no status" : reply.error);
            }
            if (reply.incarnation != placement.incarnation()) {
                return ChainStatus.Hop.of(hop, type, placement, null, "agent was restarted, its incarnation is "
                        + Long.toHexString(reply.incarnation));
            }
            return ChainStatus.Hop.of(hop, type, placement, reply.status, null);
        } catch (ChainException e) {
            return ChainStatus.Hop.of(hop, type, placement, null, Futures.messageOf(e.getCause() == null ? e : e.getCause()));
        }
    }

    List<Reply.Row> state(ChainRecord record, int hop, int limit) throws ChainException {
        PathRecord path = record.path();
        int count = path == null ? 0 : path.hops().size();
        if (hop < 0 || hop >= count) {
            throw ChainException.invalid("hop must be 1 to " + count + ": hop=" + (hop + 1));
        }
        if (limit < 1 || limit > MAX_ROWS) {
            throw ChainException.invalid("limit must be 1 to " + MAX_ROWS + ": limit=" + limit);
        }
        String server = path.hops().get(hop).server();
        Reply reply = Futures.await(sessions.request(server, id -> new Request.State(id, path.id(), hop, limit)),
                TIMEOUT_MS, "state of hop " + (hop + 1) + " on " + server);
        if (!reply.ok) {
            throw ChainException.unavailable("state of hop " + (hop + 1) + " on " + server + ": " + reply.error);
        }
        return reply.rows == null ? List.of() : reply.rows;
    }
}
