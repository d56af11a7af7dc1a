package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.LabelPlan;
import org.ftchain.app.steering.Steering;
import org.ftchain.control.Request;
import org.onosproject.net.ConnectPoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Puts a new path into service and takes a path out of service. Hops are installed first, then the rules of the labels, then
 * the hops are opened from the egress to the ingress; the classifiers come last, so that no packet meets a half-installed
 * chain. Nothing blocks. Thread-safe.
 */
final class Deployment {
    private static final int FIRST_EPOCH = 1;

    private final AgentCalls agents;
    private final Steering steering;

    Deployment(AgentCalls agents, Steering steering) {
        this.agents = agents;
        this.steering = steering;
    }

    /** The path as it will be deployed: labels and epoch follow from what the record says already. */
    static PathRecord plan(ChainRecord record) {
        PathRecord path = record.path();
        LabelPlan labels = LabelPlan.initial(path.labelBase(), path.hops().size(), record.spec().symmetric(),
                record.ipVersion());
        return path.withEpoch(FIRST_EPOCH).withOpenedEpoch(FIRST_EPOCH).withLabels(labels.labels())
                .withLabelOrder(labels.orderWhenUsed()).withBases(null);
    }

    CompletableFuture<PathRecord> deploy(ChainRecord record) {
        PathRecord path;
        try {
            path = plan(record);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(ChainException.invalid("middleboxes: " + e.getMessage()));
        }
        Set<String> servers = new HashSet<>();
        for (HopPlacement hop : path.hops()) {
            if (!servers.add(hop.server())) {
                return CompletableFuture.failedFuture(ChainException.unavailable(
                        "server " + hop.server() + " was chosen for two hops of path " + path.id()));
            }
        }
        ChainRecord planned = record.withPath(path);
        Set<Integer> labels = LabelPlan.inUse(path.labels());
        CompletableFuture<Void> deployed = installAll(planned)
                .thenCompose(done -> steering.admit(points(path)))
                .thenCompose(done -> steering.installLabels(planned, labels))
                .thenCompose(done -> openFrom(planned, path.hops().size() - 1))
                .thenCompose(done -> steering.installClassifiers(planned, labels));
        return deployed.handle((done, error) -> error == null ? CompletableFuture.completedFuture(path)
                : undo(planned, error)).thenCompose(result -> result);
    }

    private CompletableFuture<PathRecord> undo(ChainRecord record, Throwable error) {
        ChainException reason = ChainException.unavailable("path " + record.path().id() + " cannot be deployed: "
                + AgentCalls.reason(error));
        return undeploy(record).handle((done, undoError) -> {
            if (undoError != null) {
                reason.addSuppressed(undoError);
            }
            return CompletableFuture.<PathRecord>failedFuture(reason);
        }).thenCompose(result -> result);
    }

    private CompletableFuture<Void> installAll(ChainRecord record) {
        return all(record.path(), hop -> {
            String server = record.path().hops().get(hop).server();
            Request.Install install = new Request.Install(0, HopSpecs.of(record, hop), List.of(), null);
            // A path of the same name may have been there, from before a restart of this node.
            return agents.ask(server, id -> new Request.Remove(id, install.path, install.hop.epoch))
                    .thenCompose(removed -> removed.ok() ? agents.install(server, install)
                            : CompletableFuture.completedFuture(removed))
                    .thenCompose(answer -> require(answer, record.path(), hop, "install"));
        });
    }

    private CompletableFuture<Void> openFrom(ChainRecord record, int hop) {
        PathRecord path = record.path();
        return agents.ask(path.hops().get(hop).server(), id -> new Request.Open(id, path.id(), path.epoch()))
                .thenCompose(answer -> require(answer, path, hop, "open"))
                .thenCompose(done -> hop == 0 ? CompletableFuture.completedFuture(null) : openFrom(record, hop - 1));
    }

    private static CompletableFuture<Void> require(Answer answer, PathRecord path, int hop, String what) {
        HopPlacement member = path.hops().get(hop);
        if (answer.ok() && answer.reply().incarnation == member.incarnation()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.failedFuture(ChainException.unavailable("server " + member.server() + " cannot " + what
                + " hop " + (hop + 1) + ": " + (answer.ok() ? "the agent was restarted" : answer.error())));
    }

    /** Rules must go; agents that do not answer are cleaned when they come back. */
    CompletableFuture<Void> undeploy(ChainRecord record) {
        PathRecord path = record.path();
        return steering.removeAll(record).thenCompose(done -> all(path, hop ->
                agents.ask(path.hops().get(hop).server(), id -> new Request.Remove(id, path.id(), path.epoch()))
                        .thenApply(answer -> null)));
    }

    private static Set<ConnectPoint> points(PathRecord path) {
        return path.hops().stream().map(HopPlacement::point).collect(Collectors.toSet());
    }

    private interface PerHop {
        CompletableFuture<Void> at(int hop);
    }

    private static CompletableFuture<Void> all(PathRecord path, PerHop what) {
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int hop = 0; hop < path.hops().size(); hop++) {
            futures.add(what.at(hop));
        }
        return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
    }
}
