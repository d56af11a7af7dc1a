package org.ftchain.agent.stm;

import org.junit.Test;

import java.util.List;
import java.util.Random;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** Locks that a transaction leaves to its thread's next one. Where a thread waits, the test does what others do meanwhile. */
public class KeptLocksTest {
    private static final byte[] A = {0};
    private static final byte[] B = {1};

    private final Steps steps = new Steps();
    private final StateStore store = new StateStore(List.of(new StateMapSpec("numbers", 1, 8)), 2, steps);
    private final PacketTransaction older = new PacketTransaction(store, 0, new Random(1), new StagedOutputs(1500));
    private final PacketTransaction younger = new PacketTransaction(store, 1, new Random(1), new StagedOutputs(1500));

    private static long read(PacketTransaction transaction, byte[] key) {
        byte[] value = new byte[8];
        return transaction.get(0, key, value) ? value[7] : 0;
    }

    private static void startCommit(PacketTransaction transaction) {
        assertTrue(transaction.startCommit());
        transaction.commit();
    }

    private static boolean keepsAfter(PacketTransaction transaction) {
        startCommit(transaction);
        boolean keeps = transaction.endKeepingLocks();
        if (!keeps) {
            transaction.end();
        }
        return keeps;
    }

    @Test
    public void shouldKeepOthersOutUntilAllEnd() {
        older.begin(0);
        older.add(0, A, 1, 0);
        assertTrue(keepsAfter(older));
        older.begin(0);
        younger.begin(0);
        steps.add(() -> {
            older.add(0, A, 1, 0);
            startCommit(older);
            assertFalse("somebody waits", older.endKeepingLocks());
        });
        steps.add(older::end);
        assertEquals("both of the first thread's", 2, read(younger, A));
        assertTrue(steps.isEmpty());
        younger.end();
        assertEquals("the older is never wounded", 0, older.wounds());
    }

    @Test
    public void shouldBeWoundedBetweenTwoTransactionsAndKeepWhatIsCommitted() {
        older.begin(0);
        younger.begin(0);
        younger.add(0, A, 1, 0);
        assertTrue(keepsAfter(younger));
        steps.add(() -> {
            younger.begin(0);
            assertFalse("the older wants its lock", younger.startCommit());
            younger.rerun();
        });
        assertEquals(1, read(older, A));
        assertEquals(1, younger.wounds());
        startCommit(older);
        older.end();
        younger.add(0, B, 1, 0);
        startCommit(younger);
        younger.end();
        assertEquals(2, store.entryCount());
    }

    @Test
    public void shouldEndBetweenTwoTransactions() {
        younger.begin(0);
        younger.add(0, A, 1, 0);
        assertTrue(keepsAfter(younger));
        younger.end();
        older.begin(0);
        assertEquals(1, read(older, A));
        older.end();
    }

    /** Threads that often meet would otherwise wait for each other after every packet. */
    @Test
    public void shouldNotKeepForAWhileAfterItWasAsked() {
        assertEquals(16, transactionsUntilKept());
        assertEquals(32, transactionsUntilKept());
        older.end();
        older.begin(0);
        assertTrue(keepsAfter(older));
        older.end();
        assertEquals("kept to the end since", 16, transactionsUntilKept());
    }

    private int transactionsUntilKept() {
        older.begin(0);
        older.add(0, A, 1, 0);
        younger.begin(0);
        int[] released = {0};
        steps.add(() -> {
            if (older.startCommit()) {
                older.commit();
                assertFalse("asked", older.endKeepingLocks());
                released[0]++;
            }
            older.end();
        });
        read(younger, A);
        younger.end();
        while (true) {
            older.begin(0);
            if (keepsAfter(older)) {
                return released[0];
            }
            released[0]++;
        }
    }
}
