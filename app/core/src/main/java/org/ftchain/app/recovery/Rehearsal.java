package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpecParser;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.PathRecord;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.ControlMessage;
import org.ftchain.control.HopSpec;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.onlab.packet.Ip4Address;
import org.onosproject.net.ConnectPoint;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recovers a path that does not exist, in memory, so that the classes of a recovery are loaded and compiled before the first
 * one, which would otherwise take several times as long as the next. Touches nothing.
 */
final class Rehearsal implements RecoveryActions {
    private static final String SPEC = "{\"name\":\"rehearsal\",\"from\":\"192.0.2.1\",\"to\":\"192.0.2.2\",\"middleboxes\":"
            + "[{\"type\":\"firewall\"},{\"type\":\"monitor\"},{\"type\":\"monitor\"}],\"throughput\":1,\"failures\":1,"
            + "\"symmetric\":true}";
    private static final int HOPS = 3;

    private final Deque<Runnable> outcomes = new ArrayDeque<>();
    private RecoveryMachine machine;

    /** @return whether the recovery came to its good end */
    boolean run() throws ChainException, IOException {
        ChainRecord record = record();
        machine = new RecoveryMachine(record, false, this);
        HopPlacement failed = record.path().hops().get(1);
        machine.start(List.of(MemberFailure.of(failed.server(), failed.incarnation(), 0, 0)), 0);
        while (!outcomes.isEmpty()) {
            outcomes.remove().run();
        }
        return machine.phase() == RecoveryMachine.Phase.DONE;
    }

    private static ChainRecord record() throws ChainException {
        List<HopPlacement> hops = new ArrayList<>();
        for (int hop = 0; hop < HOPS; hop++) {
            hops.add(placement(hop));
        }
        ChainRecord record = ChainRecord.of(ChainSpecParser.parse(ChainSpecParser.readObject(SPEC, "rehearsal")),
                ChainState.ACTIVE, "", "02:fc:00:00:00:00", endpoint("192.0.2.1", 1), endpoint("192.0.2.2", 2),
                PathRecord.of("rehearsal/0", 1, 0, hops, null, null, 0));
        return record.withPath(Deployment.plan(record));
    }

    private static ConnectPoint point(int port) {
        return ConnectPoint.deviceConnectPoint("of:0000000000000001/" + port);
    }

    private static Endpoint endpoint(String ip, int port) {
        return Endpoint.of("02:00:00:00:00:0" + port, Ip4Address.valueOf(ip), point(port));
    }

    private static HopPlacement placement(int index) {
        return HopPlacement.of("rehearsal" + index, index, "192.0.2.9:1", point(10 + index));
    }

    /** The way of a message through its text, without the wire. */
    @SuppressWarnings("unchecked")
    private static <T extends ControlMessage> T sent(T message) {
        try {
            return (T) ControlCodec.decode(ControlCodec.encode(message));
        } catch (IOException e) {
            throw new IllegalStateException("message must be readable: message=" + message, e);
        }
    }

    private static Reply max(int hop, long incarnation, long[][] bases) {
        Map<Integer, long[]> max = new HashMap<>();
        BaseSelection.groupsOf(hop, HOPS, 1).forEach(group -> max.put(group, bases[group]));
        return sent(Reply.max(1, incarnation, 1, max));
    }

    @Override
    public void store(int attempt, ChainRecord record) {
        outcomes.add(() -> machine.onStored(attempt, true, 1));
    }

    @Override
    public void place(int attempt, ChainRecord record, Set<Integer> failedHops, Set<String> exclude,
                      Collection<MemberFailure> failed) {
        List<HopPlacement> hops = new ArrayList<>(record.path().hops());
        failedHops.forEach(hop -> hops.set(hop, placement(HOPS)));
        outcomes.add(() -> machine.onPlaced(attempt, hops, 1));
    }

    @Override
    public void prepare(int attempt, int hop, String server, String path, int epoch, int openedEpoch) {
        sent(new Request.Prepare(1, path, epoch, openedEpoch));
        outcomes.add(() -> machine.onPrepared(attempt, hop,
                Answer.of(max(hop, hop, new long[HOPS][HopSpec.PARTITIONS])), 1));
    }

    @Override
    public void clean(int attempt, int hop, String server, String path, int epoch) {
        sent(new Request.Remove(1, path, epoch));
        Reply reply = sent(Reply.ok(1, HOPS));
        outcomes.add(() -> machine.onCleaned(attempt, hop, Answer.of(reply), 1));
    }

    @Override
    public void install(int attempt, int hop, String server, Request.Install install) {
        Request.Install received = sent(install);
        long incarnation = received.hop.members.get(hop).incarnation;
        outcomes.add(() -> machine.onInstalled(attempt, hop, Answer.of(max(hop, incarnation, received.bases)), 1));
    }

    @Override
    public void installRules(int attempt, ChainRecord record, Set<Integer> labels) {
        outcomes.add(() -> machine.onRulesInstalled(attempt, null, 1));
    }

    @Override
    public void removeRules(int attempt, ChainRecord record, ChainRecord old) {
        outcomes.add(() -> machine.onRulesRemoved(attempt, null, 1));
    }

    @Override
    public void open(int attempt, int hop, String server, String path, int epoch) {
        sent(new Request.Open(1, path, epoch));
        long incarnation = machine.record().path().hops().get(hop).incarnation();
        outcomes.add(() -> machine.onOpened(attempt, hop, Answer.of(sent(Reply.ok(1, incarnation))), 1));
    }

    @Override
    public void schedule(int attempt, long delayMs) {
        throw new IllegalStateException("nothing must fail in a rehearsal");
    }

    @Override
    public void removeHop(String server, String path, int epoch) {
        sent(new Request.Remove(1, path, epoch));
    }

    @Override
    public void event(String event, Map<String, ?> fields) {
        // A rehearsal is nobody's business.
    }

    @Override
    public void ended() {
        // The caller looks at the phase.
    }
}
