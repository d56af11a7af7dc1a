package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.health.AgentHealth;
import org.junit.Rule;
import org.junit.Test;
import org.onosproject.store.service.Versioned;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static org.junit.Assert.assertEquals;

/** Chains that another orchestrator has had, has as well, or takes away. */
public class PathManagerHandoverTest {
    @Rule
    public final PathFixture fixture = new PathFixture();

    /** Two nodes that both think they lead write the same journal; only one may go on with the epoch. */
    @Test(timeout = 30_000)
    public void shouldLetOneOfTwoLeadersGoOn() throws Exception {
        ChainRecord record = fixture.deployed();
        MemoryChainStore shared = new MemoryChainStore();
        Versioned<ChainRecord> stored = shared.create(record);
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        RecoveryDriver.Services services = new RecoveryDriver.Services();
        services.store = shared;
        services.placer = fixture.manager.chainPlacer;
        services.events = fixture.manager.chainEvents;
        services.steering = fixture.manager.steering;
        services.agents = new AgentCalls(fixture.sessions);
        services.loop = loop;
        services.workers = workers;
        services.unfit = failed -> Set.of("s5");
        services.connected = Set::of;
        MemberFailure failure = MemberFailure.of("s5", 1005, 0, 1);
        RecoveryDriver[] drivers = new RecoveryDriver[2];
        for (int node = 0; node < 2; node++) {
            drivers[node] = new RecoveryDriver(services, stored, false, () -> { });
        }
        loop.submit(() -> {
            drivers[0].machine().start(List.of(failure), 1);
            drivers[1].machine().start(List.of(failure), 1);
        }).get();
        int left = 2;
        while (left > 0) {
            left = loop.submit(() -> (int) Arrays.stream(drivers)
                    .filter(driver -> driver.machine().phase() == RecoveryMachine.Phase.JOURNAL).count()).get();
        }
        int goOn = loop.submit(() -> (int) Arrays.stream(drivers)
                .filter(driver -> driver.machine().phase() != RecoveryMachine.Phase.SUPERSEDED).count()).get();
        int epoch0 = drivers[0].machine().record().path().epoch();
        int epoch1 = drivers[1].machine().record().path().epoch();
        loop.shutdownNow();
        workers.shutdownNow();
        assertEquals("orchestrators that seal epoch " + epoch0 + " and " + epoch1, 1, goOn);
    }

    @Test(timeout = 30_000)
    public void shouldFinishWhatAnotherLeaderBegan() throws Exception {
        ChainRecord record = fixture.deployed();
        fixture.lives.put("s3", AgentHealth.Life.FAILED);
        fixture.agents.get("s6").present = true;
        synchronized (fixture.agents) {
            fixture.agents.get("s3").alive = false;
        }
        Versioned<ChainRecord> stored = fixture.store.get("web");
        fixture.store.compareAndSet(stored.version(), record.withState(ChainState.RECOVERING, "failed: s3")
                .withPath(record.path().withEpoch(5)));
        ChainEvent recovered = fixture.await("recovered");
        assertEquals(6, recovered.fields().get("epoch"));
        assertEquals(-1, fixture.awaitState(ChainState.ACTIVE).path().hopOn("s3"));
        while (fixture.agents.get("s6").present) {
            Thread.sleep(1);
        }
    }

    @Test(timeout = 30_000)
    public void shouldLeaveAChainAloneThatIsDeleted() throws Exception {
        ChainRecord record = fixture.deployed();
        fixture.switchDown = true;
        fixture.kill("s3");
        fixture.await("retrying");
        fixture.switchDown = false;
        while (true) {
            Versioned<ChainRecord> stored = fixture.store.get("web");
            if (fixture.store.compareAndSet(stored.version(), stored.value().withState(ChainState.DELETING, "")) != null) {
                break;
            }
        }
        fixture.manager.undeploy(record).get();
        assertEquals(Set.of(), fixture.rules);
        Thread.sleep(RecoveryMachine.RETRY_MS + 100);
        assertEquals(Set.of(), fixture.rules);
        assertEquals(ChainState.DELETING, fixture.stored().state());
    }
}
