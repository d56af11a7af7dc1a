package org.ftchain.app.chain;

import org.ftchain.app.TestNetwork;
import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainException.Kind;
import org.ftchain.app.api.ChainLeadership;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.recovery.PathService;
import org.ftchain.app.store.TestStores;
import org.ftchain.control.HopSpec;
import org.junit.rules.ExternalResource;
import org.junit.rules.Timeout;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

/** A chain manager on fakes: the network of the testbed, stores in memory, paths that are deployed by word only. 60 s a test. */
final class ChainFixture extends ExternalResource {
    final TestNetwork network = new TestNetwork(1000, 500);
    final TestStores stores = new TestStores();
    final FakePaths paths = new FakePaths();
    final FakeLeadership leadership = new FakeLeadership();
    final List<String> timeline = Collections.synchronizedList(new ArrayList<>());
    final ChainManager manager = new ChainManager();
    final KarizPlacer placer = new KarizPlacer();

    @Override
    public Statement apply(Statement test, Description description) {
        return Timeout.seconds(60).apply(super.apply(test, description), description);
    }

    @Override
    protected void before() {
        placer.store = stores.store;
        placer.sessions = network.sessions();
        placer.health = network.health();
        placer.deviceService = network.deviceService();
        placer.linkService = network.linkService();
        manager.store = stores.store;
        manager.leadership = leadership;
        manager.placer = placer;
        manager.pathService = paths;
        manager.sessions = network.sessions();
        manager.health = network.health();
        manager.hostService = network.hostService();
        manager.deviceService = network.deviceService();
        manager.events = new ChainEvents() {
            @Override
            public void record(String chain, String event, Map<String, ?> fields) {
                timeline.add(chain + " " + event);
            }

            @Override
            public List<ChainEvent> events(int limit) {
                return List.of();
            }
        };
        manager.activate();
    }

    @Override
    protected void after() {
        manager.deactivate();
    }

    static ChainSpec web() {
        return TestRecords.web("web", "10.0.2.100", 100);
    }

    void expectNothingLeft() {
        assertEquals(0, manager.chains().size());
        assertEquals(Map.of(), stores.labelOwners());
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    interface Attempt {
        void run() throws ChainException;
    }

    static void refuse(Kind kind, String expected, Attempt attempt) {
        try {
            attempt.run();
        } catch (ChainException e) {
            assertTrue(e.getMessage() + " must say " + expected, e.getMessage().contains(expected));
            assertEquals(e.getMessage(), kind, e.kind());
            return;
        }
        fail("must be refused with " + expected);
    }

    final class FakePaths implements PathService {
        final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        volatile String failure;
        volatile String undeployFailure;
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public CompletableFuture<PathRecord> deploy(ChainRecord record) {
            calls.add("deploy " + record.name() + " " + stores.store.get(record.name()).value().state());
            return CompletableFuture.supplyAsync(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (failure != null) {
                    throw new IllegalStateException(failure);
                }
                return record.path().withOpenedEpoch(1)
                        .withLabels(new HopSpec.Labels(new int[3], new int[3], 0, 0, 0));
            });
        }

        @Override
        public CompletableFuture<Void> undeploy(ChainRecord record) {
            calls.add("undeploy " + record.name() + " " + record.state());
            return undeployFailure == null ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new IllegalStateException(undeployFailure));
        }
    }

    static final class FakeLeadership implements ChainLeadership {
        volatile boolean leading = true;
        Listener listener;

        @Override
        public boolean isLeader(String chain) {
            return leading;
        }

        @Override
        public boolean acquire(String chain, long timeoutMs) {
            return leading;
        }

        @Override
        public void release(String chain) {
        }

        @Override
        public void addListener(Listener added) {
            listener = added;
        }

        @Override
        public void removeListener(Listener removed) {
            listener = null;
        }
    }
}
