package org.ftchain.agent.runtime;

import org.ftchain.agent.control.PeerClient;
import org.ftchain.agent.control.RequestHandler;
import org.ftchain.agent.control.SnapshotSource;
import org.ftchain.agent.io.DataPort;
import org.ftchain.agent.io.PortCounters;
import org.ftchain.agent.recovery.HopControl;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings requests of orchestrators and peers to the worker thread and their answers back. An install's groups are
 * fetched first, off the worker thread and all at the same time. Thread-safe; only its commands touch hops.
 */
final class RequestServer implements RequestHandler, SnapshotSource {
    private static final System.Logger LOGGER = System.getLogger(RequestServer.class.getName());
    private static final long ANSWER_TIMEOUT_MS = 1000;

    private final Worker worker;
    private final HopControl control;
    private final DataPort port;
    private final PeerClient peers;
    private final long incarnation;
    private final boolean logged;

    /** @param logged whether state transitions are logged */
    RequestServer(Worker worker, HopControl control, DataPort port, PeerClient peers, long incarnation, boolean logged) {
        this.worker = worker;
        this.control = control;
        this.port = port;
        this.peers = peers;
        this.incarnation = incarnation;
        this.logged = logged;
    }

    @Override
    public CompletableFuture<Reply> onRequest(Request request) {
        CompletableFuture<Reply> reply = request instanceof Request.Install install ? install(install)
                : onWorker((answer, nowNs, wallMs) ->
                        answer.complete(withPortCounters(control.handle(request, nowNs, wallMs))));
        return reply.handle((done, failure) -> {
            Reply answer = failure == null ? done : Reply.error(request.id, incarnation, oneLine(failure));
            if (logged) {
                log(request, answer);
            }
            return answer;
        });
    }

    /** A hop's telemetry is told with that of the port, which it shares with the other hops on this server. */
    private Reply withPortCounters(Reply reply) {
        if (reply.status == null) {
            return reply;
        }
        PortCounters of = port.counters();
        Map<String, Long> counters = new HashMap<>(reply.status.counters);
        counters.put("queued", worker.queued());
        counters.put("portRxFrames", of.rxFrames());
        counters.put("portRxDropped", of.rxDropped() + worker.dropped());
        counters.put("portTxFrames", of.txFrames());
        counters.put("portTxDropped", of.txDropped());
        return Reply.status(reply.id, reply.incarnation, reply.status.withCounters(counters));
    }

    private CompletableFuture<Reply> install(Request.Install install) {
        String malformed = malformed(install);
        if (malformed != null) {
            return CompletableFuture.completedFuture(Reply.error(install.id, incarnation, malformed));
        }
        CompletableFuture<Map<Integer, byte[]>> fetched = install.fetches.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : peers.fetchAll(install.path, install.hop.epoch, install.fetches);
        return fetched.thenCompose(groups ->
                onWorker((answer, nowNs, wallMs) -> answer.complete(control.install(install, groups))));
    }

    /** What would break an invariant further down, where it could not be told from a defect; null when nothing. */
    private static String malformed(Request.Install install) {
        HopSpec hop = install.hop;
        int hops = hop.hopCount();
        if (hop.labels.forward.length != hops) {
            return "labels.forward must have " + hops + " labels: " + hop.labels.forward.length;
        }
        if (hop.symmetric && hop.labels.reverse.length != hops) {
            return "labels.reverse must have " + hops + " labels: " + hop.labels.reverse.length;
        }
        if (hop.epoch < 1) {
            return "epoch must be at least 1: " + hop.epoch;
        }
        if (install.bases == null) {
            return null;
        }
        if (install.bases.length != hops) {
            return "bases must have " + hops + " groups: " + install.bases.length;
        }
        for (long[] base : install.bases) {
            if (base == null || base.length != HopSpec.PARTITIONS) {
                return "a base must have " + HopSpec.PARTITIONS + " partitions: " + (base == null ? 0 : base.length);
            }
        }
        return null;
    }

    @Override
    public byte[] snapshot(String path, int group, int epoch) throws Exception {
        return await(onWorker((CompletableFuture<byte[]> answer, long nowNs, long wallMs) -> {
            try {
                answer.complete(control.snapshot(path, group, epoch));
            } catch (IllegalStateException e) {
                answer.completeExceptionally(e); // a refusal, not a broken invariant
            }
        }));
    }

    /** Paths on this agent. Blocks until the worker has answered. */
    List<String> paths() throws Exception {
        return await(onWorker((answer, nowNs, wallMs) -> answer.complete(control.paths())));
    }

    @FunctionalInterface
    private interface Answering<T> {
        void run(CompletableFuture<T> answer, long nowNs, long wallMs);
    }

    private <T> CompletableFuture<T> onWorker(Answering<T> body) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            worker.execute((nowNs, wallMs) -> body.run(answer, nowNs, wallMs));
        } catch (IllegalStateException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private static <T> T await(CompletableFuture<T> answer) throws Exception {
        try {
            return answer.get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IllegalStateException("the worker did not answer within " + ANSWER_TIMEOUT_MS + " ms", e);
        }
    }

    private static String oneLine(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** State transitions at INFO, once each; questions only when asked for. */
    private static void log(Request request, Reply reply) {
        boolean question = request instanceof Request.Status || request instanceof Request.State
                || request instanceof Request.Silence;
        System.Logger.Level level = question ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
        if (LOGGER.isLoggable(level)) {
            LOGGER.log(level, request.getClass().getSimpleName() + " " + request.path + epoch(request) + ": "
                    + (reply.ok ? "done" : reply.error));
        }
    }

    private static String epoch(Request request) {
        if (request instanceof Request.Install install) {
            return " epoch " + install.hop.epoch + " hop " + install.hop.hop;
        } else if (request instanceof Request.Prepare prepare) {
            return " epoch " + prepare.epoch;
        } else if (request instanceof Request.Open open) {
            return " epoch " + open.epoch;
        }
        return "";
    }
}
