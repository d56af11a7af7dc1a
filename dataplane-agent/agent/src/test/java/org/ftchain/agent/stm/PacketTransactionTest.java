package org.ftchain.agent.stm;

import org.junit.Test;

import java.util.List;
import java.util.Random;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** What two transactions do to each other, step by step: while one waits, the test lets the other go on. */
public class PacketTransactionTest {
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("numbers", 1, 8));
    private static final byte[] A = {0};
    private static final byte[] B = {1};

    /** Each waiting takes the next step; waiting without one fails the test. */
    private final Steps steps = new Steps();
    private final StateStore store = new StateStore(MAPS, 3, steps);
    private final PacketTransaction first = transaction(0);
    private final PacketTransaction second = transaction(1);
    private final PacketTransaction third = transaction(2);

    private PacketTransaction transaction(int thread) {
        return new PacketTransaction(store, thread, new Random(1), new StagedOutputs(1500));
    }

    private static long read(PacketTransaction transaction, byte[] key) {
        byte[] value = new byte[8];
        return transaction.get(0, key, value) ? value[7] : 0;
    }

    private static void commit(PacketTransaction transaction) {
        assertTrue(transaction.startCommit());
        transaction.commit();
        transaction.end();
    }

    /** Timestamps of equal counters go by thread: the first is older than the second, it than the third. */
    private void beginAll() {
        first.begin(0);
        second.begin(0);
        third.begin(0);
    }

    @Test
    public void shouldShareReadersAndKeepWritersApart() {
        beginAll();
        assertEquals(0, read(first, A));
        assertEquals(0, read(second, A));
        steps.add(() -> assertTrue(first.startCommit()));
        steps.add(first::end);
        second.add(0, A, 1, 0);
        commit(second);
        assertTrue("each step was waited for", steps.isEmpty());
        assertEquals(1, read(third, A));
        third.end();
    }

    @Test
    public void shouldWoundTheYoungerAndKeepItsTimestamp() {
        beginAll();
        second.add(0, A, 5, 0);
        steps.add(() -> {
            assertFalse("the younger has been wounded", second.startCommit());
            second.rerun();
        });
        first.add(0, A, 1, 0);
        assertEquals(1, second.wounds());
        commit(first);
        // The next of the first thread is younger than the one that runs again, so it waits.
        first.begin(0);
        second.add(0, A, 5, 0);
        steps.add(() -> commit(second));
        assertEquals(6, read(first, A));
        first.end();
        assertEquals(0, first.wounds());
    }

    @Test
    public void shouldLetTheYoungerLeaveTheMiddleboxAtItsNextLock() {
        beginAll();
        second.add(0, A, 1, 0);
        steps.add(() -> {
            assertThrows(TransactionWounded.class, () -> read(second, B));
            second.end();
        });
        assertEquals("nothing of the wounded one is seen", 0, read(first, A));
        commit(first);
        assertEquals(0, store.entryCount());
    }

    @Test
    public void shouldWoundOneThatWaits() {
        beginAll();
        second.add(0, A, 1, 0);
        first.add(0, B, 1, 0);
        // While the second waits for B, the first wants A, wounds it, and this test takes the first out of its waiting.
        steps.add(() -> {
            steps.add(() -> {
                throw new IllegalStateException("out");
            });
            assertThrows(IllegalStateException.class, () -> first.add(0, A, 1, 0));
        });
        assertThrows(TransactionWounded.class, () -> read(second, B));
        second.rerun();
        first.add(0, A, 1, 0);
        commit(first);
        assertEquals(1, read(second, B));
        commit(second);
    }

    @Test
    public void shouldResolveTwoUpgrades() {
        beginAll();
        assertEquals(0, read(first, A));
        assertEquals(0, read(second, A));
        steps.add(() -> {
            assertThrows(TransactionWounded.class, () -> second.add(0, A, 1, 0));
            second.rerun();
        });
        first.add(0, A, 1, 0);
        commit(first);
        assertEquals("the younger sees what the older has written", 1, read(second, A));
        second.add(0, A, 1, 0);
        commit(second);
        assertEquals(2, store.max(StateStore.partitionOf(StateStore.hash(0, A, 0, 1))));
    }

    @Test
    public void shouldWaitForOneThatCommits() {
        beginAll();
        second.add(0, A, 1, 0);
        assertTrue(second.startCommit());
        steps.add(() -> { });
        steps.add(() -> {
            second.commit();
            second.end();
        });
        assertEquals(1, read(first, A));
        assertEquals(0, second.wounds());
        commit(first);
    }

    @Test
    public void shouldNotOvertakeAnOlderOneThatWaits() {
        beginAll();
        assertEquals(0, read(third, A));
        steps.add(() -> {
            // A lock that readers share; but the first waits to write.
            steps.addFirst(() -> {
                assertFalse(third.startCommit());
                third.end();
                steps.addFirst(() -> {
                    throw new IllegalStateException("still waits");
                });
            });
            assertThrows(IllegalStateException.class, () -> read(second, A));
        });
        first.add(0, A, 1, 0);
        commit(first);
        assertEquals(1, read(second, A));
        commit(second);
    }

    @Test
    public void shouldTakeWhatItHasAgainForNothing() {
        beginAll();
        first.add(0, A, 1, 0);
        assertEquals(1, read(first, A));
        first.add(0, A, 1, 0);
        assertEquals(2, read(first, A));
        assertEquals(0, first.onlyReadPartitions());
        commit(first);
        second.end();
        assertThrows("not ended", IllegalStateException.class, () -> third.begin(0));
    }

    @Test
    public void shouldReleaseAllAtTheEnd() {
        for (int round = 0; round < 3; round++) {
            first.begin(0);
            first.add(0, A, 1, 0);
            read(first, B);
            first.end();
            second.begin(0);
            second.add(0, A, 1, 0);
            second.add(0, B, 1, 0);
            second.end();
            second.end();
        }
        assertEquals(0, store.entryCount());
        assertThrows("commit without startCommit", IllegalStateException.class, () -> {
            first.begin(0);
            first.commit();
        });
    }

    @Test
    public void shouldLockLogsInOrderAndOnce() {
        int both = 0b101;
        store.lock(both, 0);
        assertThrows("again", IllegalStateException.class, () -> store.lock(0b1, 0));
        steps.add(() -> store.unlock(both, 0));
        store.lock(0b110, 1);
        store.unlock(0b110, 1);
        assertThrows("not held", IllegalStateException.class, () -> store.unlock(0b1, 1));
        StateStore single = new StateStore(MAPS);
        single.lock(both, 0);
        single.lock(both, 0);
        single.unlock(both, 0);
        assertFalse(single.isShared());
    }
}
