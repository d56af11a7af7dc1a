package org.ftchain.testbed.demo;

import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.HostServers;
import org.ftchain.testbed.network.HostTraffic;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.RunDirectory;
import org.ftchain.testbed.network.Testbed;
import org.ftchain.testbed.network.TestbedException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The demo: a protected chain loses its NAT's and then its monitor's server under traffic and nothing of what it knew; an
 * unprotected one loses its connections.
 */
public final class Demo {
    private static final int IPERF_SECONDS = 5;
    private static final double LEAST_MBPS = 100;
    /** The one promise that a slow machine alone can break. */
    public static final String RATE_PROMISE = "the protected chain carries at least 100 Mbit/s of TCP in each direction";
    /** A download of about this long leaves time to kill within it. */
    private static final double DOWNLOAD_SECONDS = 8;
    private static final long LEAST_BYTES = 64L << 20;
    private static final long MOST_BYTES = 320L << 20;

    private final Testbed testbed;
    private final Timeline timeline;
    private final Promises promises;

    private Demo(Testbed testbed, Timeline timeline) {
        this.testbed = testbed;
        this.timeline = timeline;
        this.promises = new Promises(timeline);
    }

    /**
     * Runs the demo.
     *
     * @param json where the figures go, or null
     * @return whether every promise held
     */
    public static boolean run(RunDirectory directory, Path json, boolean keep) {
        Timeline timeline = new Timeline(System.out);
        timeline.heading("Starting the testbed");
        try (Testbed testbed = Testbed.start(directory, "./ftc demo", timeline::say)) {
            Demo demo = new Demo(testbed, timeline);
            DemoReport report;
            try {
                report = demo.play();
                if (keep) {
                    demo.leaveProtectedChain();
                    testbed.keep();
                }
            } catch (TestbedException e) {
                if (keep) {
                    // What failed is there to be looked at; after Ctrl-C this keeps nothing.
                    testbed.keep();
                }
                throw new TestbedException(e.getMessage() + " (logs: " + directory.logs() + ")", e);
            }
            timeline.heading("Result");
            System.out.println();
            System.out.print(report.table());
            System.out.println();
            if (json != null) {
                report.writeJson(json, demo.promises.allHeld(), demo.promises.broken());
                System.out.println("The figures are in " + json + ".");
            }
            demo.end(directory);
            return demo.promises.allHeld();
        }
    }

    private void end(RunDirectory directory) {
        System.out.println("Logs: " + directory.logs());
        if (promises.allHeld()) {
            System.out.println("All " + promises.kept() + " promises held.");
        } else {
            System.out.println("Promises that did not hold: " + promises.broken().size());
            promises.broken().forEach(line -> System.out.println("  " + line));
        }
    }

    private DemoReport play() {
        timeline.heading("A protected chain: firewall -> monitor -> NAT, one failure tolerated");
        ChainClient web = create("web", "ftc");
        DemoReport.Rates ftcRates = traffic(web);
        show(web);
        promises.check(ftcRates.toServerMbps() >= LEAST_MBPS && ftcRates.toClientMbps() >= LEAST_MBPS,
                RATE_PROMISE, "");
        HostServers.Download file = testbed.servers().serve("large.bin", downloadBytes(ftcRates.toClientMbps()));

        timeline.heading("Kill the NAT's server under a download");
        KillResult nat = kill(web, file, KillUnderDownload.NAT_HOP, "NAT");
        timeline.heading("Kill the monitor's server under a new download");
        KillResult monitor = kill(web, file, KillUnderDownload.MONITOR_HOP, "monitor");
        shell("ftc-chain-delete web");

        timeline.heading("The same without protection");
        timeline.say("the killed servers come back with new, empty agents");
        testbed.reviveAgents();
        ChainClient bare = create("bare", "none");
        DemoReport.Rates noneRates = traffic(bare);
        show(bare);
        KillUnderDownload.Outcome outcome = new KillUnderDownload(testbed, bare, timeline).run(
                testbed.servers().serve("bare.bin", downloadBytes(noneRates.toClientMbps())), KillUnderDownload.NAT_HOP, false);
        show(bare);
        promises.check(outcome.killedInTime(), "the kill came at 30 to 70 % of the bytes", percent(outcome.killShare()));
        promises.check(!outcome.sameConnection(), "without protection the connection breaks",
                outcome.download().status() == 0 ? "it survived" : outcome.download().error());
        KillResult none = outcome.figures("NAT");
        return new DemoReport(nat, monitor, none, ftcRates, noneRates);
    }

    /** For exploring: the chain of the demo on servers that all live. */
    private void leaveProtectedChain() {
        timeline.heading("A protected chain for you to explore");
        shell("ftc-chain-delete bare");
        testbed.reviveAgents();
        create("web", "ftc");
    }

    private ChainClient create(String name, String protection) {
        Path spec = DemoChain.writeSpec(testbed.directory(), name);
        shell("ftc-chain-create " + name + " --from " + Layout.CLIENT_ADDRESS + " --to " + Layout.WEB_ADDRESS
                + " --middleboxes firewall,monitor,nat --throughput 100 --failures 1 --symmetric --protection " + protection
                + " --file " + spec);
        return new ChainClient(testbed.rest(), name);
    }

    private DemoReport.Rates traffic(ChainClient chain) {
        int answers = HostTraffic.ping(10);
        promises.check(answers == 10, "ping through chain " + chain.name(), answers + " of 10 answered");
        double toServer = iperf(false);
        double toClient = iperf(true);
        return new DemoReport.Rates(toServer, toClient);
    }

    private double iperf(boolean toClient) {
        HostTraffic.SessionResult result = HostTraffic.iperf(toClient, IPERF_SECONDS).await(Duration.ofSeconds(60));
        promises.check(result.ok(), "iperf3, one TCP session " + (toClient ? "to the client" : "to the server"),
                result.ok() ? String.format(Locale.ROOT, "%.0f Mbit/s", result.mbps()) : result.error());
        return result.mbps();
    }

    private static long downloadBytes(double mbps) {
        long bytes = (long) (mbps * 1e6 / 8 * DOWNLOAD_SECONDS);
        return Math.clamp(bytes, LEAST_BYTES, MOST_BYTES) >> 20 << 20;
    }

    private KillResult kill(ChainClient chain, HostServers.Download file, int hop, String role) {
        KillUnderDownload.Outcome outcome = new KillUnderDownload(testbed, chain, timeline).run(file, hop, true);
        show(chain);
        promises.check(outcome.killedInTime(), "the kill came at 30 to 70 % of the bytes", percent(outcome.killShare()));
        promises.check(outcome.download().status() == 0 && outcome.download().checksumRight(),
                "the download ended with the right checksum", outcome.download().error());
        promises.check(outcome.sameConnection(), "it was one TCP connection throughout", "client port "
                + outcome.download().localPort());
        promises.check(outcome.sameMapping(), "the NAT kept its port mapping", outcome.mapping());
        promises.check(outcome.state().holds(), "no state update was lost, the monitor's counts are within bounds",
                String.join("; ", outcome.state().violations()));
        promises.check(chain.state().equals("ACTIVE") && chain.status().path("protected").asBoolean(),
                "the chain is active and protected again", chain.state());
        return outcome.figures(role);
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private void show(ChainClient chain) {
        shell("ftc-chain-show " + chain.name());
    }

    /** Runs a command in the ONOS shell and shows it as a user would see it. */
    private void shell(String command) {
        timeline.say("onos> " + command);
        Command.Result result = testbed.shell().run(command);
        result.output().lines().forEach(line -> timeline.say("  " + line));
        if (!result.ok()) {
            throw new TestbedException("`" + command + "` failed: " + result.errors().strip());
        }
    }
}
