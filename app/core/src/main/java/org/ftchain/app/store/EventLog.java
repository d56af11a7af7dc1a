package org.ftchain.app.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.app.api.ChainEvent;
import org.ftchain.app.api.ChainEvents;
import org.onlab.util.KryoNamespace;
import org.onosproject.cluster.ClusterService;
import org.onosproject.core.CoreService;
import org.onosproject.store.serializers.KryoNamespaces;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.MapEvent;
import org.onosproject.store.service.MapEventListener;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.StorageException;
import org.onosproject.store.service.StorageService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.onlab.util.Tools.groupedThreads;

/**
 * {@link ChainEvents} in memory, copied to a consistent map so that they survive a restart and are seen on every node. The
 * copy is written by a thread of its own, some time after the event, so that it costs a recovery nothing; what was recorded
 * in the last moment before a crash of ONOS is lost.
 */
@Component(immediate = true, service = ChainEvents.class)
public final class EventLog implements ChainEvents {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long WRITE_DELAY_MS = 500;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected StorageService storageService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected CoreService coreService;

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected ClusterService clusterService;

    private final MapEventListener<String, String> mapListener = this::onMapEvent;
    /** By key, which sorts by time. Guarded by itself, as are all below but the map. */
    private final TreeMap<String, ChainEvent> events = new TreeMap<>();
    private final Map<String, ChainEvent> unwritten = new LinkedHashMap<>();
    private boolean writeScheduled;
    private long lastTimeMs;
    private int sequence;
    private ConsistentMap<String, String> map;
    private ScheduledExecutorService writer;
    private String node;

    @Activate
    protected void activate() {
        start(storageService.<String, String>consistentMapBuilder().withName("ftchain-events")
                .withApplicationId(coreService.registerApplication("org.ftchain"))
                .withSerializer(Serializer.using(KryoNamespace.newBuilder().register(KryoNamespaces.BASIC)
                        .build("ftchain-events")))
                .build(), clusterService.getLocalNode().id().toString());
    }

    void start(ConsistentMap<String, String> eventMap, String localNode) {
        map = eventMap;
        node = localNode;
        writer = Executors.newSingleThreadScheduledExecutor(groupedThreads("ftchain/events", "%d", LOG));
        map.addListener(mapListener);
        map.entrySet().forEach(entry -> learn(entry.getKey(), entry.getValue().value()));
    }

    @Deactivate
    protected void deactivate() {
        writer.shutdownNow();
        map.removeListener(mapListener);
        writePending();
    }

    @Override
    public void record(String chain, String event, Map<String, ?> fields) {
        synchronized (events) {
            long now = System.currentTimeMillis();
            sequence = now > lastTimeMs ? 0 : sequence + 1;
            lastTimeMs = Math.max(now, lastTimeMs);
            String key = String.format("%013d-%06d-%s", lastTimeMs, sequence, node);
            ChainEvent added = ChainEvent.of(lastTimeMs, chain, event, fields);
            add(key, added);
            unwritten.put(key, added);
            if (!writeScheduled && !writer.isShutdown()) {
                writeScheduled = true;
                writer.schedule(this::writePending, WRITE_DELAY_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public List<ChainEvent> events(int limit) {
        synchronized (events) {
            int count = Math.max(0, Math.min(limit, events.size()));
            return new ArrayList<>(events.values()).subList(events.size() - count, events.size());
        }
    }

    private void add(String key, ChainEvent event) {
        events.put(key, event);
        if (events.size() > CAPACITY) {
            events.pollFirstEntry();
        }
    }

    private void writePending() {
        Map<String, ChainEvent> batch;
        String oldest;
        synchronized (events) {
            writeScheduled = false;
            batch = new LinkedHashMap<>(unwritten);
            unwritten.clear();
            oldest = events.isEmpty() ? "" : events.firstKey();
        }
        try {
            batch.forEach((key, event) -> map.put(key, encode(event)));
            if (map.size() > CAPACITY) {
                map.keySet().stream().filter(key -> key.compareTo(oldest) < 0).forEach(map::remove);
            }
        } catch (StorageException | IllegalStateException e) {
            LOG.warn("{} events were not written to the store: {}", batch.size(), e.toString());
        }
    }

    private void onMapEvent(MapEvent<String, String> event) {
        if (event.type() != MapEvent.Type.REMOVE) {
            learn(event.key(), event.newValue().value());
        }
    }

    private void learn(String key, String text) {
        ChainEvent event = decode(text);
        synchronized (events) {
            if (event != null && !events.containsKey(key)
                    && (events.size() < CAPACITY || key.compareTo(events.firstKey()) > 0)) {
                add(key, event);
            }
        }
    }

    private static String encode(ChainEvent event) {
        ObjectNode json = MAPPER.createObjectNode().put("t", event.timeMs()).put("c", event.chain())
                .put("e", event.event());
        json.set("f", MAPPER.valueToTree(event.fields()));
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event must be encodable: event=" + event.event(), e);
        }
    }

    private static ChainEvent decode(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            Map<String, Object> fields = MAPPER.convertValue(json.path("f"), new TypeReference<>() {
            });
            return ChainEvent.of(json.path("t").asLong(), json.path("c").asText(), json.path("e").asText(), fields);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Unreadable event in the store: {}", e.getMessage());
            return null;
        }
    }
}
