package org.ftchain.testbed.network;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

/** Waits until ONOS and the application have the whole testbed in their hands. */
final class Readiness {
    private final OnosRest rest;
    private final OpenVSwitch switches;
    private final List<AgentProcess> agents;

    /** @param agents not copied: those that live when asked must be connected */
    Readiness(OnosRest rest, OpenVSwitch switches, List<AgentProcess> agents) {
        this.rest = rest;
        this.switches = switches;
        this.agents = agents;
    }

    /** Waits until ONOS knows all switches, links and hosts. */
    void awaitNetwork() {
        Await.until("ONOS to know the switches, links and hosts", Duration.ofSeconds(60), 200,
                () -> available(rest.json("/v1/devices").path("devices")) == Layout.SWITCHES
                        && rest.json("/v1/links").path("links").size() >= NetworkConfiguration.linkCount()
                        && rest.json("/v1/hosts").path("hosts").size() >= NetworkConfiguration.hostCount());
    }

    private static long available(JsonNode devices) {
        long count = 0;
        for (JsonNode device : devices) {
            count += device.path("available").asBoolean() ? 1 : 0;
        }
        return count;
    }

    /** Waits until every agent that lives is connected to the application. */
    void awaitAgents() {
        Await.until(() -> "not all agents connected: " + rest.get("/ftchain/agents").body(), Duration.ofSeconds(60), 100,
                () -> {
                    OnosRest.Answer answer = rest.get("/ftchain/agents");
                    return answer.ok() && agents.stream().filter(AgentProcess::isAlive)
                            .allMatch(agent -> connected(answer.json(), agent.server()));
                });
    }

    /** Waits until FTChain's rules for edge ports stand: labelled frames are dropped from the hosts and from nobody else. */
    void awaitEdgeRules() {
        List<String> expected = List.of(Layout.bridge(1) + " " + Layout.HOST_OFPORT, Layout.bridge(Layout.SWITCHES) + " "
                + Layout.HOST_OFPORT);
        Await.until(() -> "the rules for edge ports are not complete: " + switches.edgeDrops(), Duration.ofSeconds(60), 200,
                () -> switches.edgeDrops().equals(expected));
    }

    private static boolean connected(JsonNode answer, String server) {
        JsonNode list = answer.isArray() ? answer : answer.path("agents");
        for (JsonNode agent : list) {
            if (agent.path("server").asText().equals(server)) {
                return agent.path("connected").asBoolean(true);
            }
        }
        return false;
    }
}
