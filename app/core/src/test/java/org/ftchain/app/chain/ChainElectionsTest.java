package org.ftchain.app.chain;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.store.TestStores;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.onlab.packet.IpAddress;
import org.onosproject.cluster.ClusterServiceAdapter;
import org.onosproject.cluster.ControllerNode;
import org.onosproject.cluster.DefaultControllerNode;
import org.onosproject.cluster.Leader;
import org.onosproject.cluster.Leadership;
import org.onosproject.cluster.LeadershipEvent;
import org.onosproject.cluster.LeadershipEventListener;
import org.onosproject.cluster.LeadershipServiceAdapter;
import org.onosproject.cluster.NodeId;
import org.onosproject.store.service.Versioned;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

public class ChainElectionsTest {
    private static final NodeId LOCAL = NodeId.nodeId("a");
    private static final NodeId OTHER = NodeId.nodeId("b");

    @Rule
    public final Timeout timeout = Timeout.seconds(30);

    private final TestStores stores = new TestStores();
    private final FakeElections service = new FakeElections();
    private final ChainElections elections = new ChainElections();
    private final BlockingQueue<String> led = new LinkedBlockingQueue<>();

    @Before
    public void setUp() {
        elections.store = stores.store;
        elections.leadershipService = service;
        elections.clusterService = new ClusterServiceAdapter() {
            @Override
            public ControllerNode getLocalNode() {
                return new DefaultControllerNode(LOCAL, IpAddress.valueOf("127.0.0.1"));
            }
        };
    }

    @After
    public void tearDown() {
        elections.deactivate();
    }

    private void start() {
        elections.activate();
        elections.addListener(led::add);
    }

    private Versioned<ChainRecord> store(String name) {
        return stores.store.create(TestRecords.record(TestRecords.web(name, "10.0.2.100", 1), ChainState.ACTIVE));
    }

    @Test
    public void shouldLeadStoredAndNewChains() throws InterruptedException {
        store("old");
        start();
        assertEquals("old", led.poll(5, TimeUnit.SECONDS));
        store("new");
        assertEquals("new", led.poll(5, TimeUnit.SECONDS));
        assertTrue(elections.isLeader("old") && elections.isLeader("new"));
        assertFalse(elections.isLeader("other"));
    }

    @Test
    public void shouldLeadWhenTheOtherNodeGoes() throws InterruptedException {
        service.leaders.put("ftchain-chain-web", OTHER);
        start();
        store("web");
        assertFalse(elections.acquire("web", 1000));
        assertFalse(elections.isLeader("web"));
        service.elect("ftchain-chain-web", LOCAL);
        assertEquals("web", led.poll(5, TimeUnit.SECONDS));
        service.elect("ftchain-chain-web", OTHER);
        assertFalse(elections.isLeader("web"));
        assertNull(led.poll());
    }

    @Test
    public void shouldLeadBeforeAChainIsStored() {
        start();
        assertTrue(elections.acquire("web", 1000));
        assertTrue(elections.isLeader("web"));
        elections.release("web");
        assertFalse(elections.isLeader("web"));
        assertEquals(Map.of(), service.leaders);
    }

    @Test
    public void shouldWithdrawFromRemovedChainsAndAtStop() throws InterruptedException {
        start();
        Versioned<ChainRecord> gone = store("gone");
        store("kept");
        led.poll(5, TimeUnit.SECONDS);
        led.poll(5, TimeUnit.SECONDS);
        stores.store.remove("gone", gone.version());
        while (elections.isLeader("gone")) {
            Thread.onSpinWait();
        }
        assertTrue(elections.isLeader("kept"));
        elections.deactivate();
        assertFalse(elections.isLeader("kept"));
        assertEquals(Map.of(), service.leaders);
        assertNull(service.listener);
        elections.activate();
    }

    /** Who runs leads unless somebody else does. */
    private static final class FakeElections extends LeadershipServiceAdapter {
        private final Map<String, NodeId> leaders = new ConcurrentHashMap<>();
        private volatile LeadershipEventListener listener;

        @Override
        public NodeId getLeader(String topic) {
            return leaders.get(topic);
        }

        @Override
        public Leadership runForLeadership(String topic) {
            leaders.putIfAbsent(topic, LOCAL);
            return leadership(topic);
        }

        private Leadership leadership(String topic) {
            return new Leadership(topic, new Leader(leaders.get(topic), 1, 1), List.of(LOCAL, OTHER));
        }

        void elect(String topic, NodeId leader) {
            leaders.put(topic, leader);
            listener.event(new LeadershipEvent(LeadershipEvent.Type.LEADER_CHANGED, leadership(topic)));
        }

        @Override
        public void withdraw(String topic) {
            leaders.remove(topic);
        }

        @Override
        public void addListener(LeadershipEventListener added) {
            listener = added;
        }

        @Override
        public void removeListener(LeadershipEventListener removed) {
            listener = null;
        }
    }
}
