package org.ftchain.testbed.demo;

import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.FlowTable;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.PacketCapture;
import org.ftchain.testbed.network.StateCheck;
import org.ftchain.testbed.network.Testbed;
import org.ftchain.testbed.network.TestbedException;
import org.ftchain.testbed.network.TrafficCounter;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One download through the chain firewall, monitor, NAT during which a hop's server dies; judged by captures on the
 * hosts' links, which the chain knows nothing of.
 */
public final class KillUnderDownload {
    public static final int MONITOR_HOP = 2;
    public static final int NAT_HOP = 3;
    private static final double KILL_AT = 0.42;
    private static final double EARLIEST = 0.30;
    private static final double LATEST = 0.70;
    /** Without a byte for so long a download counts as broken; a recovery takes far less. */
    private static final int STALL_SECONDS = 12;
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final Testbed testbed;
    private final ChainClient chain;
    private final Timeline timeline;

    public KillUnderDownload(Testbed testbed, ChainClient chain, Timeline timeline) {
        this.testbed = testbed;
        this.chain = chain;
        this.timeline = timeline;
    }

    /** All that was observed. */
    public record Outcome(String server, double killShare, HostTraffic.DownloadResult download,
                          TrafficCounter.Traffic traffic, StateCheck state, Map<String, Integer> natBefore,
                          Map<String, Integer> natAfter, List<ChainClient.Event> events, double detectionMs,
                          double recoveryMs) {
        public boolean killedInTime() {
            return killShare >= EARLIEST && killShare <= LATEST;
        }

        /** The file is right, and the client's link saw one connection only, from the port that curl used. */
        public boolean sameConnection() {
            return download.checksumRight() && download.connections() == 1 && traffic.flows().size() == 1
                    && traffic.flows().getFirst().connections() == 1
                    && traffic.flows().getFirst().forward().sourcePort() == download.localPort();
        }

        /** Source port at the web server's link, the same for the whole connection, before and after in the state. */
        public boolean sameMapping() {
            if (traffic.flows().size() != 1 || !traffic.strays().isEmpty()) {
                return false;
            }
            TrafficCounter.FlowCount flow = traffic.flows().getFirst();
            Integer port = flow.natPort();
            String inside = "tcp " + flow.forward().source() + ":" + flow.forward().sourcePort();
            return flow.natPort() != 0 && port.equals(natBefore.get(inside)) && port.equals(natAfter.get(inside));
        }

        public String mapping() {
            if (traffic.flows().isEmpty()) {
                return "no flow";
            }
            TrafficCounter.FlowCount flow = traffic.flows().getFirst();
            String inside = "tcp " + flow.forward().source() + ":" + flow.forward().sourcePort();
            return inside + " -> " + Layout.NAT_ADDRESS + ":" + flow.natPort() + " on the web server's link; state before: "
                    + natBefore.get(inside) + ", after: " + natAfter.get(inside)
                    + (traffic.strays().isEmpty() ? "" : "; also seen there: " + traffic.strays());
        }

        KillResult figures(String role) {
            return new KillResult(role + " on " + server, killShare, detectionMs, recoveryMs, traffic.entered(),
                    traffic.lost(), state.updatesLost(), sameConnection(), download.mbps());
        }
    }

    /** Downloads {@code file} and kills the server of {@code hop} on the way; returns when all is recovered and counted. */
    public Outcome run(HostServers.Download file, int hop, boolean expectSurvival) {
        HostTraffic.awaitQuiet();
        int recoveries = chain.events("recovered").size();
        int known = chain.events().size();
        try (PacketCapture client = testbed.capture(Layout.CLIENT); PacketCapture web = testbed.capture(Layout.WEB)) {
            timeline.say("curl " + file.url() + " (" + (file.sizeBytes() >> 20) + " MiB)");
            HostTraffic.Download download = HostTraffic.download(testbed.directory(), file, STALL_SECONDS);
            download.awaitShare(0.1, LONGEST);
            Map<String, Integer> natBefore = chain.natPorts(NAT_HOP);
            String server = chain.server(hop);
            download.awaitShare(KILL_AT, LONGEST);
            double share = download.receivedShare();
            if (!download.isRunning()) {
                throw new TestbedException("the download ended before the kill, with " + Math.round(share * 100)
                        + " % of the bytes: " + download.await(LONGEST) + "; events: " + chain.events());
            }
            testbed.agent(server).kill();
            timeline.say(String.format(Locale.ROOT, "killed %s (SIGKILL, management link down) when the client had %.0f %% of "
                    + "the bytes", server, share * 100));
            double shareAfter = download.receivedShare();
            ChainClient.Event recovered = chain.awaitRecovered(recoveries + 1, Duration.ofSeconds(30));
            List<ChainClient.Event> events = chain.events();
            events = events.subList(Math.min(known, events.size()), events.size());
            events.forEach(event -> timeline.say("  " + event));
            HostTraffic.DownloadResult result = download.await(LONGEST);
            timeline.say(result.status() == 0 ? String.format(Locale.ROOT, "curl is done after %.1f s, %.0f Mbit/s",
                    result.seconds(), result.mbps()) : "curl failed: " + result.error());
            if (expectSurvival) {
                HostTraffic.awaitQuiet();
            }
            TrafficCounter.Traffic traffic = TrafficCounter.count(FlowTable.of(client.stop()), FlowTable.of(web.stop()),
                    Layout.CLIENT_ADDRESS, Layout.WEB_ADDRESS);
            Map<String, Integer> natAfter = chain.natPorts(NAT_HOP);
            StateCheck state = StateCheck.of(traffic, chain.monitorPackets(MONITOR_HOP), natAfter);
            return new Outcome(server, Math.max(share, shareAfter), result, traffic, state, natBefore, natAfter, events,
                    recovered.fields().path("detectionMs").asDouble(), recovered.fields().path("recoveryMs").asDouble());
        }
    }
}
