package org.ftchain.agent.wire;

import org.ftchain.agent.replication.Replication;
import org.ftchain.agent.replication.LogReceiver.LogOutcome;
import org.ftchain.agent.replication.Ring;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StagedOutputs;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/**
 * Cut off, flipped and random messages and logs: a decoder refuses them or reads what lies within their bounds, and a
 * replica that takes such a log changes nothing unless it has applied it. Arrays and segments end where the input does, so
 * that reading on fails the test.
 */
public class WireFuzzTest {
    private static final List<StateMapSpec> MAPS =
            List.of(new StateMapSpec("fixed", 2, 4), new StateMapSpec("counter", 1, 16), StateMapSpec.variable("free", 9, 90));

    private final Random random = new Random(7);
    private final MessageDecoder decoder = new MessageDecoder();
    private final LogDecoder logDecoder = new LogDecoder();

    /** A log of group 0 with all that a log can have. */
    private static byte[] exampleLog() {
        PacketTransaction transaction = new PacketTransaction(new StateStore(MAPS), 0, new Random(1), new StagedOutputs(1500));
        transaction.begin(0);
        transaction.put(0, new byte[]{1, 2}, new byte[]{3, 4, 5, 6});
        transaction.delete(0, new byte[]{1, 3});
        transaction.add(1, new byte[]{7}, -1, 1000);
        transaction.put(2, new byte[]{1, 2, 3}, 3, new byte[]{9, 9, 9, 9, 9}, 5);
        int written = transaction.writtenPartitions();
        int read = 1 << Integer.numberOfTrailingZeros(~written);
        LogEncoder encoder = new LogEncoder();
        byte[] bytes = new byte[LogEncoder.maxBytes(Integer.bitCount(written), 1, 2, transaction.entriesLength())];
        encoder.begin(bytes, 0, 0, Integer.bitCount(written), 1, 2);
        for (int rest = written; rest != 0; rest &= rest - 1) {
            encoder.addWritten(Integer.numberOfTrailingZeros(rest), 0, 1);
        }
        encoder.addRead(Integer.numberOfTrailingZeros(read), 0);
        encoder.addNeed(2, 31, 1L << 40);
        encoder.addNeed(1, 3, 1);
        System.arraycopy(transaction.entries(), 0, bytes, encoder.position(), transaction.entriesLength());
        return Arrays.copyOf(bytes, encoder.position() + transaction.entriesLength());
    }

    private static byte[] exampleMessage() {
        long[] commits = new long[StateStore.PARTITIONS];
        Arrays.setAll(commits, partition -> 1L << 2 * partition);
        MessageEncoder encoder = new MessageEncoder();
        encoder.begin(77, 2, 1000);
        assertTrue(encoder.addNeed(1, 5, Long.MAX_VALUE));
        assertTrue(encoder.addNeed(0, 31, 1));
        assertTrue(encoder.addCommits(1, 0x80010001, commits));
        assertTrue(encoder.addCommits(2, -1, commits));
        byte[] log = exampleLog();
        assertTrue(encoder.addLog(log, 0, log.length));
        assertTrue(encoder.addLog(log, 0, log.length));
        encoder.needLastLog();
        MemorySegment segment = MemorySegment.ofArray(new byte[1500]);
        int length = encoder.finish(segment, 0, MessageCodecTest.WAY);
        return Arrays.copyOf(segment.toArray(ValueLayout.JAVA_BYTE), length);
    }

    private void everyFlip(byte[] bytes, Consumer<byte[]> check) {
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            check.accept(flipped);
        }
    }

    /** Copies with some bytes changed, cut off or doubled. */
    private void randomChanges(byte[] bytes, int rounds, Consumer<byte[]> check) {
        for (int round = 0; round < rounds; round++) {
            byte[] changed = Arrays.copyOf(bytes, random.nextInt(bytes.length * 2));
            for (int i = random.nextInt(6); i >= 0 && changed.length > 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            check.accept(changed);
        }
    }

    // ---- messages

    /** Decodes with the checksum and length that belong to the bytes, so that the sections are reached. */
    private int read(byte[] bytes) {
        byte[] sealed = bytes.clone();
        if (sealed.length >= MessageFormat.SMALLEST_BYTES) {
            MessageFormat.putShort(sealed, MessageFormat.LENGTH_AT, sealed.length);
            MessageCodecTest.seal(sealed);
        }
        int status = decoder.wrap(MemorySegment.ofArray(sealed), 0, sealed.length, MessageCodecTest.WAY);
        if (status != MessageDecoder.OK) {
            return status;
        }
        assertEquals(sealed.length, decoder.length());
        assertTrue(decoder.epoch() >= 0 && decoder.hop() >= 0);
        while (decoder.nextNeed()) {
            assertTrue(decoder.number() >= 0 && decoder.partition() < StateStore.PARTITIONS);
        }
        while (decoder.nextCommit()) {
            assertTrue(decoder.number() >= 0 && decoder.partition() < StateStore.PARTITIONS);
        }
        int logs = 0;
        while (decoder.nextLog()) {
            assertTrue(decoder.logOffset() + decoder.logLength() <= decoder.length());
            readLog(Arrays.copyOfRange(decoder.array(), decoder.logOffset(), decoder.logOffset() + decoder.logLength()));
            logs++;
        }
        assertTrue("a packet that needs a log needs one that is there", logs > 0 || !decoder.needsLastLog());
        return status;
    }

    @Test
    public void shouldRefuseWhatWasChangedOnTheWay() {
        byte[] message = exampleMessage();
        assertEquals(MessageDecoder.OK, decoder.wrap(MemorySegment.ofArray(message), 0, message.length, MessageCodecTest.WAY));
        everyFlip(message, flipped -> assertTrue(
                decoder.wrap(MemorySegment.ofArray(flipped), 0, flipped.length, MessageCodecTest.WAY) != MessageDecoder.OK));
        for (int length = 0; length < message.length; length++) {
            MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(message, length));
            assertEquals(MessageDecoder.TRUNCATED, decoder.wrap(cut, 0, length, MessageCodecTest.WAY));
            assertTrue(MessageDecoder.length(cut, 0, length) <= length);
        }
    }

    @Test
    public void shouldSurviveMessagesWithARightChecksum() {
        byte[] message = exampleMessage();
        assertEquals(MessageDecoder.OK, read(message));
        Map<Integer, Integer> statuses = new HashMap<>();
        Consumer<byte[]> check = bytes -> statuses.merge(read(bytes), 1, Integer::sum);
        for (int length = 0; length < message.length; length++) {
            check.accept(Arrays.copyOf(message, length));
        }
        everyFlip(message, check);
        randomChanges(message, 200_000, check);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[MessageFormat.SMALLEST_BYTES + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (MessageFormat.VERSION << 4 | random.nextInt(2));
            bytes[MessageFormat.NEEDS_AT] = (byte) random.nextInt(4);
            bytes[MessageFormat.EPOCH_AT] &= 0x7f;
            bytes[MessageFormat.EPOCH_AT + 2] = (byte) random.nextInt(3);
            check.accept(bytes);
        }
        assertTrue("the fuzzer must see both: " + statuses, statuses.get(MessageDecoder.OK) > 500
                && statuses.get(MessageDecoder.MALFORMED) > 500);
    }

    // ---- logs

    private boolean readLog(byte[] bytes) {
        if (!logDecoder.wrap(bytes, 0, bytes.length)) {
            return false;
        }
        assertTrue(logDecoder.writtenCount() > 0 && logDecoder.writtenCount() == Integer.bitCount(logDecoder.written()));
        for (int i = 0; i < logDecoder.writtenCount(); i++) {
            assertTrue(logDecoder.writtenNumber(i) >= 0 && (logDecoder.written() & 1 << logDecoder.writtenPartition(i)) != 0);
        }
        for (int i = 0; i < logDecoder.readCount(); i++) {
            assertTrue(logDecoder.readNumber(i) >= 0 && (logDecoder.written() & 1 << logDecoder.readPartition(i)) == 0);
        }
        for (int i = 0; i < logDecoder.needCount(); i++) {
            assertTrue(logDecoder.needNumber(i) >= 0 && logDecoder.needPartition(i) < StateStore.PARTITIONS);
        }
        assertTrue(logDecoder.entriesLength() >= 0
                && logDecoder.entriesOffset() + logDecoder.entriesLength() == bytes.length);
        return true;
    }

    @Test
    public void shouldSurviveChangedLogs() {
        byte[] log = exampleLog();
        int[] accepted = new int[1];
        Consumer<byte[]> check = bytes -> accepted[0] += readLog(bytes) ? 1 : 0;
        for (int length = 0; length < log.length; length++) {
            check.accept(Arrays.copyOf(log, length));
        }
        everyFlip(log, check);
        randomChanges(log, 300_000, check);
        for (int round = 0; round < 300_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[1] &= (byte) 0xc3;
            }
            check.accept(bytes);
        }
        assertTrue("the fuzzer must reach the entries: " + accepted[0], accepted[0] > 1000);
    }

    @Test
    public void shouldChangeNothingUnlessApplied() {
        byte[] log = exampleLog();
        Map<LogOutcome, Integer> outcomes = new HashMap<>();
        Consumer<byte[]> check = bytes -> outcomes.merge(offer(bytes), 1, Integer::sum);
        for (int length = 0; length < log.length; length++) {
            check.accept(Arrays.copyOf(log, length));
        }
        everyFlip(log, check);
        randomChanges(log, 10_000, check);
        assertEquals("the log itself", LogOutcome.APPLIED, offer(log));
        for (LogOutcome outcome : new LogOutcome[]{LogOutcome.APPLIED, LogOutcome.HELD, LogOutcome.REFUSED,
            LogOutcome.MALFORMED}) {
            assertTrue(outcome + " must occur: " + outcomes, outcomes.containsKey(outcome));
        }
    }

    /** The tail of group 0, which is no member of group 2. */
    private static LogOutcome offer(byte[] bytes) {
        Replication replication = new Replication(new Ring(4, 1, 1), List.of(MAPS, MAPS, MAPS, MAPS), 1, Interleaving.NONE);
        StateStore store = replication.group(0).store();
        LogOutcome outcome = replication.worker(0).receiver().onLog(bytes, 0, bytes.length, 0);
        if (outcome != LogOutcome.APPLIED) {
            assertEquals(outcome.name(), 0, store.entryCount());
            assertArrayEquals(outcome.name(), new long[StateStore.PARTITIONS], store.maxCopy());
        }
        return outcome;
    }

    // ---- numbers

    @Test
    public void shouldReadNumbersBackAndStayInBounds() {
        byte[] bytes = new byte[12];
        for (int round = 0; round < 100_000; round++) {
            long number = random.nextLong() >> random.nextInt(64);
            int end = SignedVarint.put(bytes, 1, number);
            assertEquals(number, SignedVarint.get(bytes, 1));
            shouldEnd(bytes, end, SignedVarint::skip);
            long positive = number & Long.MAX_VALUE;
            end = Varint.put(bytes, 1, positive);
            assertEquals(positive, Varint.get(bytes, 1));
            assertEquals(end - 1, Varint.size(positive));
            shouldEnd(bytes, end, Varint::skip);
        }
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0x80);
        assertEquals(-1, Varint.skip(endless, 0, 20));
        assertEquals(-1, SignedVarint.skip(endless, 0, 20));
    }

    private interface Skip {
        int skip(byte[] from, int at, int end);
    }

    private static void shouldEnd(byte[] bytes, int end, Skip skip) {
        assertEquals(end, skip.skip(bytes, 1, bytes.length));
        assertEquals(end, skip.skip(bytes, 1, end));
        for (int cut = 0; cut < end; cut++) {
            assertEquals(-1, skip.skip(Arrays.copyOf(bytes, cut), 1, cut));
        }
        assertFalse(end > 11);
    }
}
