package org.ftchain.agent.threads;

import org.ftchain.agent.replication.Replication;
import org.ftchain.agent.replication.Ring;
import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StagedOutputs;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.wire.LogEncoder;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Logs for the model checker: the threads of a replica are given the same two logs, each written for two partitions. A
 * log is applied once, in the order of the numbers, and whoever sees a number finds the state that belongs to it.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "bit", gen = IntGen.class, conf = "0:1")
public class ReplicationModel {
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("numbers", 1, 8));
    private static final byte[][] KEYS = {{0}, {1}};
    private static final int[] PARTITIONS = {partition(0), partition(1)};
    private static final int WRITTEN = 1 << PARTITIONS[0] | 1 << PARTITIONS[1];
    private static final byte[][] LOGS = {piggybackLog(0), piggybackLog(1)};

    /** The middle replica of group 0. */
    private final Replication replication = new Replication(new Ring(3, 1, 2), List.of(MAPS, List.of(), List.of()),
            TransactionModel.MAX_THREADS, Spinning.INSTANCE);
    private final StateStore store = replication.group(0).store();

    private static int partition(int key) {
        return StateStore.partitionOf(StateStore.hash(0, KEYS[key], 0, 1));
    }

    /** Adds 1 to both keys. */
    private static byte[] piggybackLog(long numberBefore) {
        PacketTransaction transaction = new PacketTransaction(new StateStore(MAPS), 0, new Random(1), new StagedOutputs(1500));
        transaction.begin(0);
        transaction.add(0, KEYS[0], 1, 0);
        transaction.add(0, KEYS[1], 1, 0);
        LogEncoder encoder = new LogEncoder();
        byte[] bytes = new byte[LogEncoder.maxBytes(2, 0, 0, transaction.entriesLength())];
        encoder.begin(bytes, 0, 0, 2, 0, 0);
        encoder.addWritten(PARTITIONS[0], numberBefore, 1);
        encoder.addWritten(PARTITIONS[1], numberBefore, 1);
        System.arraycopy(transaction.entries(), 0, bytes, encoder.position(), transaction.entriesLength());
        return Arrays.copyOf(bytes, encoder.position() + transaction.entriesLength());
    }

    @Operation
    public String offer(@Param(name = "thread") int thread, @Param(name = "bit") int number) {
        return replication.worker(thread).receiver().onLog(LOGS[number], 0, LOGS[number].length, 0).name();
    }

    @Operation
    public void applyHeld(@Param(name = "thread") int thread) {
        replication.worker(thread).receiver().applyHeld(0);
    }

    /** Without the lock: the state is at least what MAX says. */
    @Operation
    public boolean seesStateOfMax(@Param(name = "bit") int key) {
        long max = store.max(PARTITIONS[key]);
        return max <= value(key);
    }

    /** Both values and numbers under the lock. */
    @Operation
    public String look(@Param(name = "thread") int thread) {
        store.lock(WRITTEN, thread);
        try {
            return value(0) + " " + value(1) + " " + store.max(PARTITIONS[0]) + " " + store.max(PARTITIONS[1]);
        } finally {
            store.unlock(WRITTEN, thread);
        }
    }

    private long value(int key) {
        long[] found = new long[1];
        store.forEach((map, k, value) -> {
            if (k[0] == key) {
                found[0] = value[7];
            }
            return true;
        });
        return found[0];
    }
}
