package org.ftchain.app.store;

import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainJson;
import org.junit.Test;
import org.onosproject.store.service.ConsistentMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

public class EventLogTest {
    private final ConsistentMap<String, String> map = TestStores.map("events");

    private EventLog start(String node) {
        EventLog log = new EventLog();
        log.start(map, node);
        return log;
    }

    @Test
    public void shouldKeepOrderAndFields() {
        EventLog log = start("a");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("detectionMs", 31.5);
        fields.put("newServers", List.of("s4", "s5"));
        log.record("web", "suspected", Map.of("server", "s3"));
        log.record("web", "recovered", fields);
        List<ChainEvent> events = log.events(10);
        assertEquals(List.of("suspected", "recovered"), List.of(events.get(0).event(), events.get(1).event()));
        assertEquals("{\"detectionMs\":31.5,\"newServers\":[\"s4\",\"s5\"]}",
                ChainJson.event(events.get(1)).get("fields").toString());
        assertEquals(List.of(events.get(1)), log.events(1));
        assertEquals(List.of(), log.events(0));
        log.deactivate();
    }

    @Test
    public void shouldSurviveRestartAndReachOtherNodes() {
        EventLog log = start("a");
        EventLog other = start("b");
        log.record("web", "recovered", Map.of("epoch", 2, "newServers", List.of("s4")));
        log.deactivate();
        for (EventLog each : List.of(other, start("a"))) {
            assertEquals("recovered", each.events(10).get(0).event());
            assertEquals(Map.of("epoch", 2, "newServers", List.of("s4")), each.events(10).get(0).fields());
            each.deactivate();
        }
    }

    @Test
    public void shouldForgetTheOldest() {
        EventLog log = start("a");
        for (int i = 0; i < ChainEvents.CAPACITY + 50; i++) {
            log.record("web", "event" + i, Map.of());
        }
        assertEquals(ChainEvents.CAPACITY, log.events(5000).size());
        assertEquals("event50", log.events(5000).get(0).event());
        log.deactivate();
        assertTrue("the map is bounded, too: " + map.size(), map.size() <= ChainEvents.CAPACITY);
    }

    @Test
    public void shouldSkipWhatItCannotRead() {
        map.put("0000000000001-000000-x", "nonsense");
        EventLog log = start("a");
        assertEquals(List.of(), log.events(10));
        log.deactivate();
    }
}
