package org.ftchain.agent.replication;

import org.ftchain.agent.stm.Interleaving;
import org.ftchain.agent.wire.LogEncoder;
import org.junit.Test;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class RetainedLogsTest {
    private static final int GROUP = 0;
    /** Hop 1 of 3 with f = 2 is a middle replica of group 0. */
    private final Replication replication = new Replication(new Ring(3, 1, 2), List.of(List.of(), List.of(), List.of()), 1,
            Interleaving.NONE);
    private final RetainedLogs logs = new RetainedLogs();
    private long next;

    /** The transaction after {@code next} that writes partition 0, with some entries. */
    private byte[] retain(int entryBytes, long nowNs) {
        byte[] entries = new byte[entryBytes];
        Arrays.fill(entries, (byte) next);
        int at = logs.reserve(LogEncoder.maxBytes(1, 0, 0, entryBytes));
        LogEncoder encoder = new LogEncoder();
        encoder.begin(logs.array(), at, GROUP, 1, 0, 0);
        encoder.addWritten(0, next++, 1);
        System.arraycopy(entries, 0, logs.array(), encoder.position(), entryBytes);
        int end = encoder.position() + entryBytes;
        logs.append(at, end - at, nowNs);
        return Arrays.copyOfRange(logs.array(), at, end);
    }

    private byte[] send(long nowNs) {
        byte[] bytes = Arrays.copyOfRange(logs.array(), logs.outgoingOffset(), logs.outgoingOffset() + logs.outgoingLength());
        logs.sentOutgoing(nowNs);
        return bytes;
    }

    private void commit(long number) {
        replication.commits().merge(GROUP, 0, number);
        logs.prune(replication.commits(), GROUP);
    }

    @Test
    public void shouldSendEveryLogOnceInOrderWhateverItsSize() {
        Random random = new Random(7);
        ArrayDeque<byte[]> unsent = new ArrayDeque<>();
        ArrayDeque<byte[]> all = new ArrayDeque<>();
        for (int step = 0; step < 100_000; step++) {
            int choice = random.nextInt(5);
            if (choice < 2 && all.size() < 200) {
                byte[] bytes = retain(random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(80), step);
                unsent.add(bytes);
                all.add(bytes);
            } else if (choice < 4 && !unsent.isEmpty()) {
                assertArrayEquals(unsent.removeFirst(), send(step));
            } else if (all.size() > unsent.size()) {
                int committed = 1 + random.nextInt(all.size() - unsent.size());
                commit(next - all.size() + committed);
                for (int i = 0; i < committed; i++) {
                    all.removeFirst();
                }
            }
            assertEquals(all.size(), logs.size());
            assertEquals(!unsent.isEmpty(), logs.hasOutgoing());
            assertEquals(all.stream().mapToInt(bytes -> bytes.length).sum(), logs.totalBytes());
        }
    }

    @Test
    public void shouldKeepALogUntilItsCommitCoversIt() {
        retain(10, 1);
        retain(10, 2);
        commit(0);
        assertEquals(2, logs.size());
        assertEquals(1, logs.oldestNs());
        commit(1);
        assertEquals(1, logs.size());
        assertEquals(2, logs.oldestNs());
        commit(2);
        assertEquals(0, logs.size());
        assertFalse("what is committed need not be sent", logs.hasOutgoing());
    }

    @Test
    public void shouldSendAgainTheOldestLogsThatWereSentLongAgo() {
        byte[] first = retain(10, 0);
        byte[] second = retain(10, 0);
        retain(10, 0);
        send(100);
        send(150);
        assertEquals("the third has never been sent", 1, logs.resendDue(64, 50, 199));
        assertArrayEquals(first, send(199));
        send(199);
        assertFalse(logs.hasOutgoing());
        assertEquals("the first was sent again just now", 0, logs.resendDue(64, 50, 200));
        assertEquals(2, logs.resendDue(2, 50, 300));
        assertArrayEquals(first, send(300));
        assertArrayEquals(second, send(300));
        assertFalse("only so many at a time", logs.hasOutgoing());
    }

    @Test
    public void shouldSendNothingMoreWhenSealed() {
        retain(10, 0);
        logs.stopSending();
        assertFalse(logs.hasOutgoing());
        assertEquals(1, logs.size());
        logs.clear();
        assertEquals(0, logs.size());
        assertEquals(0, logs.totalBytes());
        byte[] after = retain(10, 0);
        assertTrue(logs.hasOutgoing());
        assertArrayEquals(after, send(1));
    }
}
