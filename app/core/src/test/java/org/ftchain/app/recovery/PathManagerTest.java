package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.health.AgentHealth;
import org.ftchain.app.steering.LabelPlan;
import org.junit.Rule;
import org.junit.Test;
import org.onosproject.store.service.Versioned;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Driver, recoveries and deployment together: the life of a chain under one orchestrator. */
public class PathManagerTest {
    @Rule
    public final PathFixture fixture = new PathFixture();

    @Test(timeout = 30_000)
    public void shouldDeployRecoverAndUndeploy() throws Exception {
        ChainRecord record = fixture.deployed();
        assertEquals(LabelPlan.inUse(record.path().labels()), fixture.rules);
        fixture.kill("s5");
        ChainEvent recovered = fixture.await("recovered");
        ChainRecord now = fixture.awaitState(ChainState.ACTIVE);
        assertEquals(2, now.path().epoch());
        assertEquals("s2", now.path().hops().get(2).server());
        assertEquals(List.of("s5"), recovered.fields().get("failedServers"));
        assertTrue("ms: " + recovered.fields(), (Double) recovered.fields().get("recoveryMs") < 5000);
        assertEquals(LabelPlan.inUse(now.path().labels()), fixture.rules);
        fixture.manager.undeploy(now).get();
        assertEquals(Set.of(), fixture.rules);
        fixture.agents.values().forEach(agent -> assertTrue(agent.server, !agent.present || !agent.alive));
    }

    @Test(timeout = 30_000)
    public void shouldCarryOutWhatTheRecordPlans() throws Exception {
        ChainRecord record = fixture.deployed();
        List<HopPlacement> planned = new ArrayList<>(record.path().hops());
        planned.set(1, planned.get(1).withThreads(4));
        Versioned<ChainRecord> stored = fixture.store.get("web");
        fixture.store.compareAndSet(stored.version(), record.withPath(record.path().withPlanned(planned)));
        ChainEvent done = fixture.await("reconfigured");
        ChainRecord now = fixture.awaitState(ChainState.ACTIVE);
        assertEquals(planned, now.path().hops());
        assertEquals(List.of(), now.path().planned());
        assertArrayEquals(record.path().labels().forward, now.path().labels().forward);
        assertEquals(List.of("hop 2 monitor on s3 from 1 to 4 threads"), done.fields().get("changes"));
        assertEquals(4, fixture.agents.get("s3").threads);
        fixture.kill("s3");
        fixture.await("recovered");
    }

    @Test(timeout = 30_000)
    public void shouldRecoverAgainAndAgain() throws Exception {
        fixture.deployed();
        for (String victim : List.of("s5", "s3", "s1")) {
            fixture.kill(victim);
            fixture.await("recovered");
            fixture.awaitState(ChainState.ACTIVE);
        }
        assertEquals(4, fixture.stored().path().epoch());
        fixture.kill("s2");
        fixture.awaitState(ChainState.FAILED);
        String reason = fixture.stored().reason();
        assertTrue(reason, reason.startsWith("no server can take over"));
        fixture.agents.put("s1", new SimulatedAgent("s1", 77));
        fixture.lives.put("s1", AgentHealth.Life.ALIVE);
        fixture.sessions.listeners.forEach(listener -> listener.onConnected(fixture.sessions.agent("s1").orElseThrow().hello()));
        PathRecord path = fixture.awaitState(ChainState.ACTIVE).path();
        assertEquals(77, path.hops().get(path.hopOn("s1")).incarnation());
    }

    @Test(timeout = 30_000)
    public void shouldNotOpenWhileASwitchCannotConfirm() throws Exception {
        fixture.deployed();
        fixture.switchDown = true;
        fixture.kill("s3");
        assertEquals("switch of:2 is not connected", fixture.await("retrying").fields().get("reason"));
        while (!fixture.stored().reason().equals("switch of:2 is not connected")) {
            Thread.sleep(1);
        }
        assertEquals(ChainState.RECOVERING, fixture.stored().state());
        synchronized (fixture.agents) {
            assertTrue(fixture.agents.values().stream().noneMatch(agent -> agent.alive && agent.open));
        }
        fixture.switchDown = false;
        fixture.awaitState(ChainState.ACTIVE);
    }
}
