package org.ftchain.agent.wire;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class MessageCodecTest {
    /** Label 1025, a message and a packet. */
    static final int WAY = 1025 << 3 | 1;
    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final MemorySegment segment = MemorySegment.ofArray(new byte[4096]);

    private static byte[] exampleLog() {
        LogEncoder log = new LogEncoder();
        byte[] bytes = new byte[LogEncoder.maxBytes(2, 1, 1, 4)];
        log.begin(bytes, 0, 1, 2, 1, 1);
        log.addWritten(5, 127, 2);
        log.addWritten(31, 128, 300);
        log.addRead(2, 9);
        log.addNeed(0, 7, 300);
        System.arraycopy(new byte[]{0, 1, 42, 43}, 0, bytes, log.position(), 4);
        return Arrays.copyOf(bytes, log.position() + 4);
    }

    /** Encodes the example at offset 10 and returns its bytes. */
    private byte[] encodeExample() {
        long[] commits = new long[32];
        commits[0] = 1;
        commits[31] = 1L << 40;
        encoder.begin(0x01020304, 2, 1000);
        assertTrue(encoder.addNeed(1, 5, 200));
        assertTrue(encoder.addCommits(2, 1 | 1 << 31, commits));
        byte[] log = exampleLog();
        assertTrue(encoder.addLog(log, 0, log.length));
        encoder.needLastLog();
        int length = encoder.finish(segment, 10, WAY);
        byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 10, bytes, 0, length);
        return bytes;
    }

    /** Puts the checksum in, which is of a whole number of eight bytes. */
    static void seal(byte[] message) {
        ByteBuffer.wrap(message).putInt(4, WAY);
        CRC32C crc = new CRC32C();
        crc.update(Arrays.copyOf(message, (message.length + 7) / 8 * 8));
        ByteBuffer.wrap(message).putInt(4, (int) crc.getValue());
    }

    @Test
    public void shouldKeepTheWireFormat() {
        String golden = "21 0034 01 00000000 84868808 02 01"
                + "01 05 c801"
                + "02 80000001 01 808080808020"
                + "15 01 c2 01 01  25 7f  ff 8001 ac02  02 09  00 07 ac02  00 01 2a 2b";
        byte[] expected = HexFormat.of().parseHex(golden.replace(" ", ""));
        seal(expected);
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(encodeExample()));
    }

    @Test
    public void shouldReadBackWhatWasWritten() {
        byte[] bytes = encodeExample();
        assertEquals(MessageDecoder.OK, decoder.wrap(segment, 10, 2000, WAY));
        assertEquals(bytes.length, decoder.length());
        assertEquals(0x01020304, decoder.epoch());
        assertEquals(2, decoder.hop());
        assertTrue(decoder.nextNeed());
        assertEquals(200, decoder.number());
        assertEquals(1, decoder.group());
        assertEquals(5, decoder.partition());
        assertFalse(decoder.nextNeed());
        assertTrue(decoder.nextCommit());
        assertEquals(0, decoder.partition());
        assertEquals(1, decoder.number());
        assertTrue(decoder.nextCommit());
        assertEquals(31, decoder.partition());
        assertEquals(1L << 40, decoder.number());
        assertFalse(decoder.nextCommit());
        assertTrue(decoder.nextLog());
        assertTrue(decoder.needsLastLog());
        LogDecoder log = new LogDecoder();
        assertTrue(log.wrap(decoder.array(), decoder.logOffset(), decoder.logLength()));
        assertEquals(1, log.group());
        assertEquals(1 << 5 | 1 << 31, log.written());
        assertEquals(2, log.writtenCount());
        assertEquals(5, log.writtenPartition(0));
        assertEquals(127, log.writtenNumber(0));
        assertEquals(31, log.writtenPartition(1));
        assertEquals(128, log.writtenNumber(1));
        assertEquals(129, log.writtenAfter(0));
        assertEquals(428, log.writtenAfter(1));
        assertEquals(428, log.after()[31]);
        assertEquals(1, log.readCount());
        assertEquals(2, log.readPartition(0));
        assertEquals(9, log.readNumber(0));
        assertEquals(1, log.needCount());
        assertEquals(0, log.needGroup(0));
        assertEquals(7, log.needPartition(0));
        assertEquals(300, log.needNumber(0));
        assertEquals(4, log.entriesLength());
        assertFalse(decoder.nextLog());
    }

    @Test
    public void shouldRefuseEveryTruncation() {
        byte[] bytes = encodeExample();
        for (int length = 0; length < bytes.length; length++) {
            assertEquals("length " + length, MessageDecoder.TRUNCATED, decoder.wrap(segment, 10, length, WAY));
        }
    }

    @Test
    public void shouldRefuseEveryBitFlip() {
        byte[] bytes = encodeExample();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            int status = decoder.wrap(MemorySegment.ofArray(flipped), 0, flipped.length, WAY);
            assertTrue("bit " + bit, status != MessageDecoder.OK);
        }
    }

    @Test
    public void shouldNeverFailOnWellChecksummedNonsense() {
        Random random = new Random(1);
        LogDecoder log = new LogDecoder();
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            int length = 11 + random.nextInt(40);
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x20 | random.nextInt(2));
            bytes[1] = 0;
            bytes[2] = (byte) length;
            bytes[3] = (byte) random.nextInt(4);
            bytes[8] &= 0x7f;
            bytes[10] = (byte) random.nextInt(3);
            seal(bytes);
            if (decoder.wrap(MemorySegment.ofArray(bytes), 0, length, WAY) == MessageDecoder.OK) {
                accepted++;
                while (decoder.nextNeed()) {
                    assertTrue(decoder.number() >= 0);
                }
                while (decoder.nextCommit()) {
                    assertTrue(decoder.partition() < 32);
                }
                while (decoder.nextLog()) {
                    log.wrap(decoder.array(), decoder.logOffset(), decoder.logLength());
                }
            }
        }
        assertTrue("the fuzzer must reach the sections", accepted > 100);
    }

    @Test
    public void shouldRefuseWhatCameAnotherWay() {
        encodeExample();
        assertEquals("another label", MessageDecoder.BAD_CHECKSUM, decoder.wrap(segment, 10, 2000, WAY ^ 8));
        assertEquals("another traffic class", MessageDecoder.BAD_CHECKSUM, decoder.wrap(segment, 10, 2000, WAY | 2));
    }

    @Test
    public void shouldTakeNothingThatDoesNotFit() {
        encoder.begin(1, 0, 40);
        assertFalse(encoder.addLog(new byte[30], 0, 30));
        assertTrue(encoder.isEmpty());
        assertTrue(encoder.addNeed(0, 0, 1));
        assertFalse(encoder.addCommits(0, -1, new long[32]));
        assertTrue(encoder.length() <= 40);
        assertEquals(14, encoder.finish(segment, 0, WAY));
    }
}
