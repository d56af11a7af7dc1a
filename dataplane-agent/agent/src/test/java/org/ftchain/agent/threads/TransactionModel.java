package org.ftchain.agent.threads;

import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StagedOutputs;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.stm.Transaction;
import org.ftchain.agent.stm.TransactionWounded;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

import java.util.List;
import java.util.Random;

/**
 * Operations for the model checker: each is a transaction on keys in several partitions, and what it returns depends on
 * what it read. They must be as if they ran one after another, and all must end.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "key", gen = IntGen.class, conf = "0:2")
public class TransactionModel {
    static final int MAX_THREADS = 5;
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("numbers", 1, 8));
    private static final int KEYS = 3;

    private final StateStore store = new StateStore(MAPS, MAX_THREADS, Spinning.INSTANCE);
    private final PacketTransaction[] transactions = new PacketTransaction[MAX_THREADS];

    public TransactionModel() {
        for (int thread = 0; thread < MAX_THREADS; thread++) {
            transactions[thread] = new PacketTransaction(store, thread, new Random(1), new StagedOutputs(1500));
        }
    }

    private interface Body {
        long run(Transaction transaction);
    }

    /** What a hop does, all of it under the model checker's eyes. */
    private long run(int thread, Body body) {
        return run(thread, false, body);
    }

    private long run(int thread, boolean keepsLocks, Body body) {
        PacketTransaction transaction = transactions[thread];
        transaction.begin(0);
        while (true) {
            try {
                long result = body.run(transaction);
                if (transaction.startCommit()) {
                    transaction.commit();
                    if (!keepsLocks || !transaction.endKeepingLocks()) {
                        transaction.end();
                    }
                    return result;
                }
            } catch (TransactionWounded e) {
                // Runs again under its timestamp.
            }
            transaction.rerun();
        }
    }

    private static long read(Transaction transaction, int key) {
        byte[] value = new byte[8];
        return transaction.get(0, new byte[]{(byte) key}, value) ? value[7] : 0;
    }

    /** Sees one key and writes another: one of two that cross sees what the other has written. */
    @Operation
    public long copy(@Param(name = "thread") int thread, @Param(name = "key") int from, @Param(name = "key") int to) {
        return run(thread, transaction -> {
            long seen = read(transaction, from);
            transaction.put(0, new byte[]{(byte) to}, new byte[]{0, 0, 0, 0, 0, 0, 0, (byte) (seen + 1)});
            return seen;
        });
    }

    /** Reads, then wants the same lock exclusively. */
    @Operation
    public long increment(@Param(name = "thread") int thread, @Param(name = "key") int key) {
        return run(thread, transaction -> {
            long seen = read(transaction, key);
            transaction.add(0, new byte[]{(byte) key}, 1, 0);
            return seen;
        });
    }

    /** Under locks that a transaction before, of which nothing is seen, has left. */
    @Operation
    public long incrementAfter(@Param(name = "thread") int thread, @Param(name = "key") int before, @Param(name = "key") int key) {
        run(thread, true, transaction -> {
            transaction.add(0, new byte[]{(byte) before}, 0, 0);
            return 0;
        });
        return increment(thread, key);
    }

    /** All keys, from a key of choice on, as digits. */
    @Operation
    public long readAll(@Param(name = "thread") int thread, @Param(name = "key") int first) {
        return run(thread, transaction -> {
            long digits = 0;
            for (int i = 0; i < KEYS; i++) {
                digits = digits * 100 + read(transaction, (first + i) % KEYS);
            }
            return digits;
        });
    }
}
