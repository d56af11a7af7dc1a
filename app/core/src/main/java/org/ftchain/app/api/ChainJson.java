package org.ftchain.app.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.control.HopSpec;
import org.ftchain.control.HopStatus;
import org.ftchain.control.Reply;
import org.onosproject.net.ConnectPoint;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What REST and the shell's --json print. Hops are numbered from 1, as in all that people read. Pure. */
public final class ChainJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ChainJson() {
    }

    /** In the form that {@link ChainSpecParser} reads. */
    public static ObjectNode spec(ChainSpec spec) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("name", spec.name()).put("from", spec.from()).put("to", spec.to());
        ArrayNode middleboxes = json.putArray("middleboxes");
        for (Middlebox middlebox : spec.middleboxes()) {
            ObjectNode entry = middleboxes.addObject().put("type", middlebox.type());
            if (middlebox.threads() != 1) {
                entry.put("threads", middlebox.threads());
            }
            entry.setAll((ObjectNode) middlebox.config());
        }
        if (spec.gateway() != null) {
            json.put("gateway", spec.gateway().toString());
        }
        json.put("throughput", spec.throughputMbps()).put("failures", spec.failures())
                .put("symmetric", spec.symmetric()).put("protection", spec.protection().text());
        if (!spec.classifier().equals(Classifier.DEFAULT)) {
            json.set("classifier", classifier(spec.classifier()));
        }
        return json;
    }

    private static ObjectNode classifier(Classifier classifier) {
        ObjectNode json = MAPPER.createObjectNode();
        if (classifier.protocol() != null) {
            int protocol = classifier.protocol();
            json.put("protocol", protocol == 6 ? "tcp" : protocol == 17 ? "udp" : protocol == 1 ? "icmp" : "icmpv6");
        }
        if (classifier.source() != null) {
            json.put("source", classifier.source().toString());
        }
        if (classifier.destination() != null) {
            json.put("destination", classifier.destination().toString());
        }
        if (classifier.sourcePort() != null) {
            json.put("sourcePort", classifier.sourcePort());
        }
        if (classifier.destinationPort() != null) {
            json.put("destinationPort", classifier.destinationPort());
        }
        return json;
    }

    public static ObjectNode chain(ChainRecord record) {
        ObjectNode json = MAPPER.createObjectNode().put("name", record.name()).put("state", record.state().name());
        if (!record.reason().isEmpty()) {
            json.put("reason", record.reason());
        }
        json.set("spec", spec(record.spec()));
        json.put("chainMac", record.chainMac());
        json.set("source", endpoint(record.from()));
        json.set("target", endpoint(record.to()));
        PathRecord path = record.path();
        if (path != null) {
            ObjectNode out = json.putObject("path").put("id", path.id()).put("epoch", path.epoch())
                    .put("openedEpoch", path.openedEpoch());
            ArrayNode hops = out.putArray("hops");
            List<Middlebox> middleboxes = record.spec().hops();
            for (int hop = 0; hop < path.hops().size(); hop++) {
                hops.add(hop(hop, middleboxes.get(hop).type(), path.hops().get(hop)));
            }
            ArrayNode planned = path.planned().isEmpty() ? null : out.putArray("planned");
            for (int hop = 0; hop < path.planned().size(); hop++) {
                planned.add(hop(hop, middleboxes.get(hop).type(), path.planned().get(hop)));
            }
            if (path.labels() != null) {
                out.set("labels", labels(path.labels()));
            }
        }
        return json;
    }

    private static ObjectNode endpoint(Endpoint endpoint) {
        return MAPPER.createObjectNode().put("ip", endpoint.ip().toString()).put("mac", endpoint.mac())
                .put("point", point(endpoint.point()));
    }

    private static ObjectNode hop(int hop, String type, HopPlacement placement) {
        return MAPPER.createObjectNode().put("hop", hop + 1).put("middlebox", type)
                .put("server", placement.server()).put("incarnation", Long.toString(placement.incarnation()))
                .put("peerAddress", placement.peerAddress()).put("point", point(placement.point()))
                .put("threads", placement.threads());
    }

    private static ObjectNode labels(HopSpec.Labels labels) {
        ObjectNode json = MAPPER.createObjectNode();
        Arrays.stream(labels.forward).forEach(json.putArray("forward")::add);
        Arrays.stream(labels.reverse).forEach(json.putArray("reverse")::add);
        return json.put("ring", labels.ring).put("egressForward", labels.egressForward)
                .put("egressReverse", labels.egressReverse).put("egressForwardV6", labels.egressForwardV6)
                .put("egressReverseV6", labels.egressReverseV6);
    }

    public static ObjectNode status(ChainStatus status) {
        ObjectNode json = chain(status.record()).put("protected", status.isProtected());
        if (!status.isProtected()) {
            json.put("unprotectedReason", status.unprotectedReason());
        }
        ArrayNode hops = json.putArray("hops");
        for (ChainStatus.Hop hop : status.hops()) {
            ObjectNode out = hop(hop.hop(), hop.type(), hop.placement());
            hops.add(out);
            if (hop.status() == null) {
                out.put("error", hop.error());
                continue;
            }
            out.put("epoch", hop.status().epoch).put("phase", hop.status().phase)
                    .put("threads", hop.status().threads);
            telemetry(out, hop.telemetry());
            counters(out.putObject("counters"), hop.status().counters);
            ArrayNode groups = out.putArray("groups");
            for (HopStatus.Group group : hop.status().groups) {
                groups.add(group(group));
            }
        }
        json.set("totals", totals(status));
        return json;
    }

    private static void telemetry(ObjectNode out, HopTelemetry of) {
        out.put("replicationLag", of.replicationLag()).put("replicationLagMs", of.replicationLagMs())
                .put("packets", of.packets()).put("waiting", of.waiting()).put("buffered", of.buffered())
                .put("queued", of.queued()).put("piggybackBytes", of.piggybackBytes())
                .put("piggybackBytesPerPacket", of.piggybackBytesPerPacket()).put("wounds", of.wounds())
                .put("retransmissions", of.retransmissions());
        counters(out.putObject("drops"), of.drops());
        counters(out.putObject("portDrops"), of.portDrops());
    }

    /** Sums over the hops that answered; the lag in time is the longest, packets are those of the busiest hop. */
    private static ObjectNode totals(ChainStatus status) {
        Map<String, Long> sums = new LinkedHashMap<>();
        double lagMs = 0;
        long packets = 0;
        for (ChainStatus.Hop hop : status.hops()) {
            if (hop.status() != null) {
                HopTelemetry of = hop.telemetry();
                lagMs = Math.max(lagMs, of.replicationLagMs());
                packets = Math.max(packets, of.packets());
                sums.merge("replicationLag", of.replicationLag(), Long::sum);
                sums.merge("waiting", of.waiting(), Long::sum);
                sums.merge("buffered", of.buffered(), Long::sum);
                sums.merge("piggybackBytes", of.piggybackBytes(), Long::sum);
                sums.merge("wounds", of.wounds(), Long::sum);
                sums.merge("retransmissions", of.retransmissions(), Long::sum);
                sums.merge("dropped", of.drops().values().stream().mapToLong(Long::longValue).sum(), Long::sum);
            }
        }
        ObjectNode json = MAPPER.createObjectNode();
        counters(json, sums);
        return json.put("replicationLagMs", lagMs).put("packets", packets).put("piggybackBytesPerPacket",
                HopTelemetry.perPacket(sums.getOrDefault("piggybackBytes", 0L), packets));
    }

    private static void counters(ObjectNode out, Map<String, Long> counters) {
        new TreeMap<>(counters).forEach(out::put);
    }

    private static ObjectNode group(HopStatus.Group group) {
        ObjectNode json = MAPPER.createObjectNode().put("group", group.group + 1).put("retained", group.retained)
                .put("held", group.held).put("entries", group.entries);
        if (group.digest != null) {
            json.put("digest", group.digest);
        }
        if (group.max != null) {
            Arrays.stream(group.max).forEach(json.putArray("max")::add);
        }
        if (group.commit != null) {
            Arrays.stream(group.commit).forEach(json.putArray("commit")::add);
        }
        return json;
    }

    public static ObjectNode agent(AgentDescription agent) {
        ObjectNode json = MAPPER.createObjectNode().put("server", agent.server())
                .put("connected", agent.connected()).put("life", agent.life())
                .put("heartbeatAgeMs", agent.heartbeatAgeMs() < 0 ? null : (Long) agent.heartbeatAgeMs())
                .put("incarnation", Long.toString(agent.incarnation()))
                .put("controlAddress", agent.remoteAddress()).put("peerAddress", agent.hello().peerAddress)
                .put("dataMac", agent.hello().dataMac).put("threads", agent.threads())
                .put("point", agent.point() == null ? null : point(agent.point()));
        ArrayNode middleboxes = json.putArray("middleboxes");
        agent.hello().middleboxes.forEach(middleboxes::add);
        ObjectNode capacity = json.putObject("capacity");
        new TreeMap<>(agent.hello().capacity).forEach(capacity::put);
        return json;
    }

    /** Fields: time (ISO 8601), chain, event, fields. */
    public static ObjectNode event(ChainEvent event) {
        ObjectNode json = MAPPER.createObjectNode().put("time", Instant.ofEpochMilli(event.timeMs()).toString())
                .put("timeMs", event.timeMs()).put("chain", event.chain()).put("event", event.event());
        json.set("fields", MAPPER.valueToTree(event.fields()));
        return json;
    }

    public static ObjectNode row(Reply.Row row) {
        return MAPPER.createObjectNode().put("map", row.map).put("key", row.key).put("value", row.value);
    }

    private static String point(ConnectPoint point) {
        return point.deviceId() + "/" + point.port();
    }
}
