package org.ftchain.simulation;

import org.ftchain.app.recovery.Answer;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.ftchain.simulation.Coverage.Kind;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Requests to agents over one session from each leader, in order; answers may come too late, and what was asked is
 * then done all the same. Groups are fetched between agents, off the order of the session.
 */
final class ControlChannel {
    private static final int HOP_NS = 200_000;
    private static final long SLOW_NS = 800_000_000L;

    private final World world;
    private boolean faulty = true;

    ControlChannel(World world) {
        this.world = world;
    }

    void heal() {
        faulty = false;
    }

    private long delayNs() {
        return 20_000 + world.random.nextInt(HOP_NS);
    }

    private boolean late(Server server) {
        boolean late = faulty && world.random.nextInt(world.shape.contested() ? 12 : 200) == 0;
        if (late) {
            world.coverage.count(Kind.LATE_ANSWER);
            world.doubted.add(server.name + "#" + server.incarnation);
        }
        return late;
    }

    /**
     * @param leader whose session
     * @param then called once, with none when there is no answer within {@code timeoutNs}
     */
    void ask(int leader, String name, long timeoutNs, Request request, Consumer<Answer> then) {
        Server server = world.server(name);
        long incarnation = server.incarnation;
        boolean[] answered = new boolean[1];
        Consumer<Answer> once = answer -> {
            if (!answered[0]) {
                answered[0] = true;
                then.accept(answer);
            }
        };
        world.scheduler.in(timeoutNs, () -> once.accept(Answer.none(name + " did not answer")));
        long nowNs = world.scheduler.nowNs();
        long arrivesNs = Math.max(nowNs + delayNs(), server.controlBusyUntilNs.getOrDefault(leader, 0L) + 1);
        if (server.cutUntilNs > nowNs) {
            arrivesNs = Math.max(arrivesNs, server.cutUntilNs + delayNs());
        } else if (late(server)) {
            arrivesNs += world.random.nextLong(SLOW_NS);
        }
        server.controlBusyUntilNs.put(leader, arrivesNs);
        world.scheduler.in(arrivesNs - nowNs, () -> {
            if (!server.alive || server.incarnation != incarnation) {
                world.scheduler.in(delayNs(), () -> once.accept(Answer.none(name + " is not connected")));
                return;
            }
            carryOut(server, request, reply -> {
                long lateNs = late(server) ? world.random.nextLong(SLOW_NS) : 0;
                world.scheduler.in(delayNs() + lateNs, () -> once.accept(Answer.of(reply)));
            });
        });
    }

    private void carryOut(Server server, Request request, Consumer<Reply> reply) {
        if (request instanceof Request.Install install) {
            world.coverage.count(Kind.INSTALL);
            new Fetching(server, install, reply).start();
            return;
        }
        Reply[] done = new Reply[1];
        server.request(() -> done[0] = server.control.handle(request, world.scheduler.nowNs(), world.scheduler.nowNs() / 1_000_000), () -> {
            if (request instanceof Request.Open open && done[0].ok) {
                world.ledger.opened(open.epoch, world.scheduler.nowNs());
            }
            world.coverage.count(request instanceof Request.Prepare ? Kind.PREPARE
                    : request instanceof Request.Open ? Kind.OPEN : Kind.REMOVE);
            reply.accept(done[0]);
        });
    }

    /** A log that fits no frame, from one agent to the next; it may get lost. */
    boolean sendLog(HopSpec spec, byte[] log) {
        if (faulty && world.random.nextInt(8) == 0) {
            return world.random.nextBoolean();
        }
        HopSpec.Member to = spec.members.get((spec.hop + 1) % spec.hopCount());
        Server server = world.server(to.server);
        world.coverage.count(Kind.PEER_LOG);
        world.scheduler.in(delayNs(), () -> {
            if (server.alive && server.incarnation == to.incarnation) {
                server.onPeerLog(spec.epoch, log);
            }
        });
        return true;
    }

    /** An install whose groups come from other agents first, all at the same time. */
    private final class Fetching {
        private final Server server;
        private final long incarnation;
        private final Request.Install install;
        private final Consumer<Reply> reply;
        private final Map<Integer, byte[]> fetched = new HashMap<>();
        private boolean failed;

        Fetching(Server server, Request.Install install, Consumer<Reply> reply) {
            this.server = server;
            this.incarnation = server.incarnation;
            this.install = install;
            this.reply = reply;
        }

        void start() {
            if (install.fetches.isEmpty()) {
                finish();
            }
            for (Request.Fetch fetch : install.fetches) {
                world.scheduler.in(delayNs(), () -> fetch(fetch));
            }
        }

        private void fetch(Request.Fetch fetch) {
            Server source = world.server(fetch.from.substring(0, fetch.from.indexOf(':')));
            world.faults.onFetch(source, server);
            if (!source.alive) {
                world.scheduler.in(delayNs(), () -> fail(fetch.from + " is not connected"));
                return;
            }
            source.request(() -> {
                try {
                    arrives(fetch.group, source.control.snapshot(install.path, fetch.group, install.hop.epoch));
                } catch (IllegalStateException refusal) {
                    world.scheduler.in(delayNs(), () -> fail(refusal.getMessage()));
                }
            }, () -> {
            });
        }

        private void arrives(int group, byte[] snapshot) {
            world.coverage.count(Kind.FETCH);
            world.scheduler.in(delayNs() + world.random.nextInt(2_000_000), () -> {
                fetched.put(group, snapshot);
                if (fetched.size() == install.fetches.size()) {
                    finish();
                }
            });
        }

        private void fail(String why) {
            if (!failed && server.alive && server.incarnation == incarnation) {
                failed = true;
                reply.accept(Reply.error(install.id, incarnation, why));
            }
        }

        private void finish() {
            if (!server.alive || server.incarnation != incarnation) {
                return;
            }
            Reply[] done = new Reply[1];
            server.request(() -> done[0] = server.control.install(install, fetched), () -> reply.accept(done[0]));
        }
    }
}
