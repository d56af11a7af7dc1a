package org.ftchain.agent.stm;

import com.sun.management.ThreadMXBean;
import org.junit.Test;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.Assert.assertEquals;

/** Transactions on fixed maps allocate nothing once their keys are there. */
public class TransactionAllocationTest {
    private final EntryIndex index = new EntryIndex();
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("bytes", 2, 5), new StateMapSpec("two", 2, 16));

    private final byte[] key = new byte[2];
    private final byte[] value = new byte[5];
    private final byte[] counters = new byte[16];
    private long seen;
    private final EntryVisitor visitor = (map, k, v) -> {
        seen += v[0];
        return true;
    };

    @Test(timeout = 60_000)
    public void shouldAllocateNothingAlone() {
        shouldAllocateNothing(new StateStore(MAPS));
    }

    @Test(timeout = 60_000)
    public void shouldAllocateNothingWithLocks() {
        shouldAllocateNothing(new StateStore(MAPS, 2, Interleaving.NONE));
    }

    private void shouldAllocateNothing(StateStore store) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PacketTransaction transaction = new PacketTransaction(store, 1 % (store.isShared() ? 2 : 1), new SplittableRandom(1),
                new StagedOutputs(1500));
        StateStore replica = new StateStore(MAPS, 2, Interleaving.NONE);
        run(transaction, replica);
        long thread = Thread.currentThread().threadId();
        long allocated = -1;
        // The compiler may still be at work: a round without allocation must come soon, and none can by chance.
        for (int round = 0; allocated != 0 && round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            run(transaction, replica);
            allocated = threads.getThreadAllocatedBytes(thread) - before;
        }
        assertEquals("bytes allocated", 0, allocated);
    }

    private void run(PacketTransaction transaction, StateStore replica) {
        for (int i = 0; i < 100_000; i++) {
            transaction.begin(i);
            key[0] = (byte) i;
            transaction.get(0, key, value);
            transaction.put(0, key, value);
            transaction.add(1, key, 1, i);
            transaction.get(1, key, counters);
            if (i % 1000 == 0) {
                seen += transaction.size(1);
                transaction.scan(1, i % StateStore.PARTITIONS, visitor);
            }
            if (i % 100 == 0) {
                transaction.rerun();
            }
            transaction.startCommit();
            int written = transaction.writtenPartitions();
            replica.lock(written, 0);
            if (replica.accepts(transaction.entries(), 0, transaction.entriesLength(), written, index)) {
                replica.apply(transaction.entries(), index, written);
            }
            replica.unlock(written, 0);
            transaction.commit();
            transaction.end();
        }
    }
}
