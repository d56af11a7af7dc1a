package org.ftchain.testbed.network;

import static org.ftchain.testbed.network.Layout.SWITCHES;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Three bridges of a private Open vSwitch (userspace datapath, own database and sockets), joined to a ring by patch
 * ports. The machine's own Open vSwitch, if any, is not touched.
 */
public final class OpenVSwitch {
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");

    private final RunDirectory directory;
    private final Path home;
    private ManagedProcess database;
    private ManagedProcess daemon;

    OpenVSwitch(RunDirectory directory) {
        this.directory = directory;
        this.home = directory.path().resolve("ovs");
    }

    /** Starts the daemons and builds the bridges; the hosts' interfaces must exist. */
    void start() {
        directory.directory("ovs");
        Command.run("ovsdb-tool", "create", home.resolve("conf.db").toString(), SCHEMA.toString());
        Map<String, String> environment = Map.of("OVS_RUNDIR", home.toString(), "OVS_LOGDIR", home.toString(),
                "OVS_DBDIR", home.toString(), "OVS_SYSCONFDIR", home.toString());
        database = ManagedProcess.start(directory, "ovsdb-server", environment, List.of("ovsdb-server",
                home.resolve("conf.db").toString(), "--remote=punix:" + socket(), "--unixctl=" + home.resolve("ovsdb.ctl"),
                "--no-chdir", "-vsyslog:off"));
        awaitSocket(socket(), database);
        vsctl("--no-wait", "init");
        daemon = ManagedProcess.start(directory, "ovs-vswitchd", environment, List.of("ovs-vswitchd", "unix:" + socket(),
                "--unixctl=" + home.resolve("vswitchd.ctl"), "--no-chdir", "-vsyslog:off"));
        awaitSocket(home.resolve("vswitchd.ctl"), daemon);
        createBridges();
    }

    private void createBridges() {
        List<String> commands = new ArrayList<>();
        for (int index = 1; index <= SWITCHES; index++) {
            String bridge = Layout.bridge(index);
            add(commands, "add-br", bridge);
            add(commands, "set", "bridge", bridge, "datapath_type=netdev", "fail_mode=secure", "protocols=OpenFlow13",
                    "other_config:datapath-id=000000000000000" + index, "other_config:disable-in-band=true");
            for (int peer = 1; peer <= SWITCHES; peer++) {
                if (peer != index) {
                    addPort(commands, bridge, patch(index, peer), Layout.linkOfport(index, peer), "type=patch",
                            "options:peer=" + patch(peer, index));
                }
            }
        }
        addPort(commands, Layout.bridge(1), Layout.CLIENT_PORT, Layout.HOST_OFPORT);
        addPort(commands, Layout.bridge(SWITCHES), Layout.WEB_PORT, Layout.HOST_OFPORT);
        for (int index = 1; index <= Layout.SERVERS; index++) {
            addPort(commands, Layout.bridge(Layout.switchOfServer(index)), Layout.dataPort(index),
                    Layout.serverOfport(index));
        }
        vsctl(commands.toArray(new String[0]));
        setType("afxdp-nonpmd");
        if (!vsctl("--bare", "--columns=error", "list", "interface").isBlank()) {
            setType("system");
        }
    }

    /** AF_XDP where that works: its rings lose less than a packet socket when a sender bursts, and cost less. */
    private void setType(String type) {
        List<String> commands = new ArrayList<>();
        for (String port : Layout.switchPorts()) {
            add(commands, "set", "interface", port, "type=" + type);
        }
        vsctl(commands.toArray(new String[0]));
    }

    /** Makes the bridges dial ONOS. */
    void connect() {
        List<String> commands = new ArrayList<>();
        for (int index = 1; index <= SWITCHES; index++) {
            add(commands, "set-controller", Layout.bridge(index), "tcp:127.0.0.1:" + Layout.OPENFLOW_PORT);
            add(commands, "set", "controller", Layout.bridge(index), "max_backoff=1000");
        }
        vsctl(commands.toArray(new String[0]));
    }

    /** Asks the switch daemon to end and to remove the bridges' tap interfaces, which would survive it. */
    void requestEnd() {
        if (Files.exists(home.resolve("vswitchd.ctl"))) {
            Command.result(Duration.ofSeconds(5), List.of("ovs-appctl", "-t", home.resolve("vswitchd.ctl").toString(),
                    "exit", "--cleanup"));
        }
    }

    /** {@code ovs-ofctl COMMAND} on switch 1..3. */
    public String ofctl(int index, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13", command, managementSocket(index)));
        all.addAll(List.of(arguments));
        return Command.result(Duration.ofSeconds(10), all).orThrow();
    }

    /** Removes the one rule of switch 1..3 with exactly this priority and match. */
    public void deleteRule(int index, String rule) {
        Command.run("ovs-ofctl", "-O", "OpenFlow13", "--strict", "del-flows", managementSocket(index), rule);
    }

    /** Target for ovs-ofctl of switch 1..3. */
    public String managementSocket(int index) {
        return "unix:" + home.resolve(Layout.bridge(index) + ".mgmt");
    }

    /** The flows of one switch without what changes by itself (counters, ages), sorted. */
    public List<String> flows(int index) {
        return ofctl(index, "dump-flows", "--no-stats").lines().map(String::strip)
                .filter(line -> line.contains("actions=")).sorted().toList();
    }

    /** The flows of all switches, each line led by its bridge. */
    public List<String> allFlows() {
        List<String> all = new ArrayList<>();
        for (int index = 1; index <= SWITCHES; index++) {
            String bridge = Layout.bridge(index);
            flows(index).forEach(flow -> all.add(bridge + " " + flow));
        }
        return all;
    }

    /** "bridge port" of every port from which labelled frames are dropped, sorted. */
    List<String> edgeDrops() {
        Pattern drop = Pattern.compile("(\\S+) .*\\bmpls,in_port=\"?([\\w-]+)\"? actions=drop$");
        return allFlows().stream().map(drop::matcher).filter(Matcher::find).map(match -> match.group(1) + " " + match.group(2))
                .sorted().toList();
    }

    /** {@code ovs-vsctl} on the private database. */
    public String vsctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ovs-vsctl", "--db=unix:" + socket(), "--timeout=20"));
        all.addAll(List.of(arguments));
        return Command.result(Duration.ofSeconds(25), all).orThrow();
    }

    private Path socket() {
        return home.resolve("db.sock");
    }

    private static String patch(int from, int to) {
        return "ftc-p" + from + to;
    }

    private static void addPort(List<String> commands, String bridge, String port, int ofport, String... settings) {
        add(commands, "add-port", bridge, port);
        add(commands, "set", "interface", port, "ofport_request=" + ofport);
        if (settings.length > 0) {
            commands.addAll(List.of(settings));
        }
    }

    private static void add(List<String> commands, String... command) {
        commands.add("--");
        commands.addAll(List.of(command));
    }

    private static void awaitSocket(Path socket, ManagedProcess process) {
        Await.until(process.name() + " to open " + socket, Duration.ofSeconds(15), 20, () -> {
            if (!process.isAlive()) {
                throw new TestbedException(process.name() + " ended at once: see its log");
            }
            return Files.exists(socket);
        });
    }
}
