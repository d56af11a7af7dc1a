package org.ftchain.app.recovery;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.steering.Steering;
import org.ftchain.app.steering.SteeringException;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.junit.Test;
import org.onosproject.net.ConnectPoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class DeploymentTest {
    private final List<String> deeds = new ArrayList<>();
    private String failing = "";

    private CompletableFuture<Void> deed(String deed) {
        deeds.add(deed);
        return deed.equals(failing) ? CompletableFuture.failedFuture(new SteeringException("switch of:1 refused"))
                : CompletableFuture.completedFuture(null);
    }

    private final Steering steering = new Steering() {
        @Override
        public CompletableFuture<Void> installLabels(ChainRecord record, Set<Integer> labels) {
            return deed("labels " + labels.size());
        }

        @Override
        public CompletableFuture<Void> installClassifiers(ChainRecord record, Set<Integer> labels) {
            return deed("classifiers");
        }

        @Override
        public CompletableFuture<Void> removeUnused(ChainRecord record, ChainRecord old) {
            return deed("unused");
        }

        @Override
        public CompletableFuture<Void> removeAll(ChainRecord record) {
            return deed("no rules");
        }

        @Override
        public CompletableFuture<Void> admit(Collection<ConnectPoint> agentPorts) {
            return deed("admit " + agentPorts.size());
        }
    };

    private final AgentSessions sessions = new AgentSessions() {
        @Override
        public Set<AgentDescription> agents() {
            return Set.of();
        }

        @Override
        public Optional<AgentDescription> agent(String server) {
            return Optional.empty();
        }

        @Override
        public CompletableFuture<Reply> request(String server, LongFunction<? extends Request> withId) {
            String deed = withId.apply(1).getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + " " + server;
            deeds.add(deed);
            if (failing.equals(deed + " gone")) {
                return CompletableFuture.failedFuture(new AgentException("agent " + server + " is not connected"));
            }
            long incarnation = 1000 + Integer.parseInt(server.substring(1));
            return CompletableFuture.completedFuture(failing.equals(deed) ? Reply.error(1, incarnation, "no room")
                    : Reply.ok(1, failing.equals(deed + " restarted") ? 5 : incarnation));
        }

        @Override
        public void addListener(AgentListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeListener(AgentListener listener) {
            throw new UnsupportedOperationException();
        }
    };

    private final Deployment deployment = new Deployment(new AgentCalls(sessions), steering);

    private static ChainRecord placed(int... servers) {
        ChainRecord active = TestChains.active(TestChains.web(), servers);
        return active.withState(ChainState.CREATING, "").withPath(PathRecord.of("web/0", 1, 0, active.path().hops(),
                null, null, TestChains.LABEL_BASE));
    }

    private String failure(String what, int... servers) throws InterruptedException {
        failing = what;
        try {
            deployment.deploy(placed(servers)).get();
            fail("deployed in spite of: " + what);
            return null;
        } catch (ExecutionException e) {
            return e.getCause().getMessage();
        }
    }

    @Test
    public void shouldOpenFromTheEgressAndClassifyLast() throws Exception {
        PathRecord path = deployment.deploy(placed(1, 3, 5)).get();
        assertEquals(List.of("remove s1", "install s1", "remove s3", "install s3", "remove s5", "install s5", "admit 3",
                "labels 9", "open s5", "open s3", "open s1", "classifiers"), deeds);
        assertEquals(1, path.epoch());
        assertEquals(1, path.openedEpoch());
        assertEquals(TestChains.active(TestChains.web(), 1, 3, 5).path(), path);
    }

    @Test
    public void shouldUndoEverythingWhenAnAgentRefuses() throws Exception {
        assertEquals("path web/0 cannot be deployed: server s3 cannot install hop 2: no room",
                failure("install s3", 1, 3, 5));
        assertEquals(List.of("no rules", "remove s1", "remove s3", "remove s5"), deeds.subList(deeds.size() - 4, deeds.size()));
        assertTrue(deeds.stream().noneMatch(deed -> deed.startsWith("labels") || deed.startsWith("open")));
    }

    @Test
    public void shouldUndoEverythingWhenASwitchRefuses() throws Exception {
        assertEquals("path web/0 cannot be deployed: switch of:1 refused", failure("classifiers", 1, 3, 5));
        assertEquals("no rules", deeds.get(deeds.size() - 4));
    }

    @Test
    public void shouldNotDeployOnAnotherIncarnation() throws Exception {
        assertEquals("path web/0 cannot be deployed: server s1 cannot open hop 1: the agent was restarted",
                failure("open s1 restarted", 1, 3, 5));
    }

    @Test
    public void shouldRefuseTwoHopsOnOneServer() throws Exception {
        assertEquals("server s3 was chosen for two hops of path web/0", failure("", 1, 3, 3));
        assertEquals(List.of(), deeds);
    }

    @Test
    public void shouldUndeployWithDeadAgents() throws Exception {
        failing = "remove s3 gone";
        deployment.undeploy(placed(1, 3, 5)).get();
        assertEquals(List.of("no rules", "remove s1", "remove s3", "remove s5"), deeds);
    }

    @Test
    public void shouldNotSayThatAPathIsGoneWhileItsRulesAreNot() throws Exception {
        failing = "no rules";
        try {
            deployment.undeploy(placed(1, 3, 5)).get();
            fail("undeployed");
        } catch (ExecutionException e) {
            assertEquals("switch of:1 refused", e.getCause().getMessage());
        }
    }
}
