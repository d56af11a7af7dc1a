package org.ftchain.agent.stm;

import org.junit.Before;
import org.junit.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** Entries and snapshots from a broken or hostile peer: refused, or harmless, and never an exception but the declared one. */
public class StateFuzzTest {
    private final EntryIndex index = new EntryIndex();
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("bytes", 2, 5), new StateMapSpec("one", 1, 8),
            new StateMapSpec("two", 3, 16), StateMapSpec.variable("variable", 6, 300));
    private static final int GUARD = 64;

    private final Random random = new Random(5);
    private final StateStore store = new StateStore(MAPS);
    private final PacketTransaction transaction = new PacketTransaction(store, 0, random, new StagedOutputs(1500));
    private byte[] entries;
    private int written;

    @Before
    public void writeOneOfEverything() {
        transaction.begin(0);
        transaction.put(0, new byte[]{1, 2}, new byte[]{3, 4, 5, 6, 7});
        transaction.delete(0, new byte[]{1, 3});
        transaction.add(1, new byte[]{9}, -5, 0);
        transaction.add(2, new byte[]{9, 9, 9}, Long.MIN_VALUE, Long.MAX_VALUE);
        transaction.put(3, new byte[]{1, 2, 3}, 3, new byte[]{8, 8}, 2);
        transaction.put(3, new byte[]{1}, 1, new byte[0], 0);
        transaction.delete(3, new byte[]{4, 5, 6, 7, 8, 9}, 6);
        entries = Arrays.copyOf(transaction.entries(), transaction.entriesLength());
        written = transaction.writtenPartitions();
        transaction.startCommit();
        transaction.commit();
        transaction.end();
    }

    /** The entries lie between other bytes, which must not be read: what is accepted does not depend on them. */
    private boolean accepts(byte[] bytes, int length, int partitions) {
        byte[] zeros = new byte[GUARD + length + GUARD];
        byte[] ones = new byte[GUARD + length + GUARD];
        Arrays.fill(ones, (byte) 0x0a);
        System.arraycopy(bytes, 0, zeros, GUARD, length);
        System.arraycopy(bytes, 0, ones, GUARD, length);
        boolean accepted = store.accepts(Arrays.copyOf(bytes, length), 0, length, partitions, index);
        assertEquals("reads before or behind", accepted, store.accepts(zeros, GUARD, length, partitions, index));
        assertEquals("reads before or behind", accepted, store.accepts(ones, GUARD, length, partitions, index));
        if (accepted) {
            StateStore target = new StateStore(MAPS);
            target.apply(ones, index, partitions);
            StateStore same = new StateStore(MAPS);
            same.apply(zeros, index, partitions);
            assertEquals("applies what lies outside", target.digest(), same.digest());
        }
        return accepted;
    }

    @Test
    public void shouldRefuseCutOffEntries() {
        assertTrue(accepts(entries, entries.length, written));
        int whole = 0;
        for (int length = 0; length < entries.length; length++) {
            whole += accepts(entries, length, written) ? 1 : 0;
        }
        assertEquals("only at the ends of the seven entries", 7, whole);
    }

    @Test
    public void shouldSurviveEveryBitFlip() {
        for (int bit = 0; bit < entries.length * 8; bit++) {
            byte[] flipped = entries.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            accepts(flipped, flipped.length, written);
            accepts(flipped, flipped.length, -1);
        }
    }

    @Test
    public void shouldSurviveRandomBytes() {
        int accepted = 0;
        for (int round = 0; round < 300_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(24)];
            random.nextBytes(bytes);
            bytes[0] &= 0x1f;
            accepted += accepts(bytes, bytes.length, random.nextBoolean() ? -1 : random.nextInt()) ? 1 : 0;
        }
        assertTrue("the fuzzer must reach the values: " + accepted, accepted > 1000);
    }

    @Test
    public void shouldRefuseRangesOutsideTheArray() {
        int[] values = {Integer.MIN_VALUE, -1, 0, 1, entries.length - 1, entries.length, entries.length + 1, Integer.MAX_VALUE};
        for (int offset : values) {
            for (int length : values) {
                boolean inside = offset >= 0 && length >= 0 && (long) offset + length <= entries.length;
                if (!inside) {
                    assertFalse(offset + " " + length, store.accepts(entries, offset, length, -1, index));
                }
            }
        }
    }

    @Test
    public void shouldRefuseEveryCutOffSnapshot() {
        byte[] snapshot = store.snapshot();
        for (int length = 0; length < snapshot.length; length++) {
            assertFalse("length " + length, isReadable(Arrays.copyOf(snapshot, length)));
        }
        assertTrue(isReadable(snapshot));
        assertFalse(isReadable(Arrays.copyOf(snapshot, snapshot.length + 1)));
    }

    @Test
    public void shouldSurviveEveryBitFlipOfASnapshot() {
        byte[] snapshot = store.snapshot();
        int readable = 0;
        for (int bit = 0; bit < snapshot.length * 8; bit++) {
            byte[] flipped = snapshot.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            readable += isReadable(flipped) ? 1 : 0;
        }
        assertTrue("numbers and values may differ", readable > 0);
    }

    @Test
    public void shouldSurviveRandomSnapshots() {
        byte[] snapshot = store.snapshot();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = snapshot.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[8 * StateStore.PARTITIONS + random.nextInt(bytes.length - 8 * StateStore.PARTITIONS)] =
                        (byte) random.nextInt();
            }
            isReadable(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            isReadable(bytes);
        }
    }

    /** Whether a store can be read; it then says the same again. */
    private static boolean isReadable(byte[] snapshot) {
        try {
            StateStore read = StateStore.fromSnapshot(MAPS, snapshot);
            assertEquals("no entry is lost", snapshot.length, read.snapshot().length);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
