package org.ftchain.agent.stm;

import org.junit.Test;

import java.util.List;
import java.util.Random;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Transactions merged into one log leave the state that they leave one after another. */
public class BatchWritesTest {
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("plain", 9, 5), new StateMapSpec("one", 2, 8),
            new StateMapSpec("two", 2, 16), StateMapSpec.variable("any", 8, 40));
    private final Random random = new Random(5);
    private final StateStore head = new StateStore(MAPS);
    private final StateStore replica = new StateStore(MAPS);
    private final PacketTransaction transaction = new PacketTransaction(head, 0, random, new StagedOutputs(1500));
    private final BatchWrites batch = new BatchWrites();
    private final EntryIndex index = new EntryIndex();

    private byte[] bytes(int length, int values) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(values);
        }
        return bytes;
    }

    private void write() {
        int length = 1 + random.nextInt(2);
        switch (random.nextInt(7)) {
            case 0 -> transaction.put(0, bytes(9, 2), bytes(5, 100));
            case 1 -> transaction.delete(0, bytes(9, 2));
            case 2 -> transaction.put(1, bytes(2, 3), bytes(8, 100));
            case 3 -> transaction.delete(2, bytes(2, 3));
            case 4 -> transaction.put(3, bytes(length, 2), length, bytes(40, 100), random.nextInt(41));
            case 5 -> transaction.add(2, bytes(2, 3), random.nextLong(), random.nextInt(10) - 5);
            default -> transaction.add(1, bytes(2, 3), random.nextInt(10) - 5, 0);
        }
    }

    private void runBatch(int transactions) {
        batch.clear();
        int written = 0;
        for (int i = 0; i < transactions; i++) {
            transaction.begin(0);
            for (int writes = 1 + random.nextInt(4); writes > 0; writes--) {
                write();
            }
            batch.add(transaction);
            written |= transaction.writtenPartitions();
            transaction.startCommit();
            transaction.commit();
        }
        byte[] entries = new byte[7 + batch.maxBytes()];
        int end = batch.encode(entries, 7);
        assertTrue(end <= entries.length);
        assertTrue(replica.accepts(entries, 7, end - 7, written, index));
        replica.apply(entries, index, written, head.maxCopy());
        assertEquals(head.digest(), replica.digest());
        assertArrayEquals(head.maxCopy(), replica.maxCopy());
    }

    @Test
    public void shouldLeaveTheSameStateAsTheTransactionsOneByOne() {
        for (int round = 0; round < 20_000; round++) {
            runBatch(1 + random.nextInt(20));
        }
    }

    @Test
    public void shouldTakeMoreEntriesThanItsTableHasSlots() {
        runBatch(2000);
    }

    @Test
    public void shouldMergeWhatIsAddedToAKey() {
        int single = 0;
        for (int i = 0; i < 50; i++) {
            transaction.begin(0);
            transaction.add(2, new byte[] {1, 2}, 1, 1000);
            batch.add(transaction);
            single = i == 0 ? batch.maxBytes() : single;
            transaction.startCommit();
            transaction.commit();
        }
        assertEquals("one entry", single, batch.maxBytes());
    }
}
