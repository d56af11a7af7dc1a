package org.ftchain.agent.wire;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Random;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

public class MessageCodecTest {
    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final MemorySegment segment = MemorySegment.ofArray(new byte[4096]);

    private static byte[] exampleLog() {
        LogEncoder log = new LogEncoder();
        log.begin(1);
        log.addWritten(5, 127);
        log.addWritten(31, 128);
        log.addRead(2, 9);
        log.addNeed(0, 7, 300);
        log.addEntries(new byte[]{0, 1, 42, 43}, 4);
        return log.finish();
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
        assertTrue(encoder.addLog(log, log.length));
        int length = encoder.finish(segment, 10);
        byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 10, bytes, 0, length);
        return bytes;
    }

    @Test
    public void shouldKeepTheWireFormat() {
        byte[] bytes = encodeExample();
        String golden = "0100 0039 cccccccc 01020304 02 01 01 01"
                + "01 05 c801"
                + "02 80000001 01 808080808020"
                + "0015 01 02 01 01  05 7f  1f 8001  02 09  00 07 ac02  00 01 2a 2b";
        byte[] expected = HexFormat.of().parseHex(golden.replace(" ", "").replace("cccccccc", "00000000"));
        expected[3] = (byte) expected.length;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        expected[2 + 18 + 4 + 5 + 1 + 6 - 16] += 0;
        int logLength = exampleLog().length;
        expected[16 + 4 + 12 + 1] = (byte) logLength;
        crc.update(expected);
        for (int i = 0; i < 4; i++) {
            expected[4 + i] = (byte) (crc.getValue() >>> 24 - 8 * i);
        }
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(bytes));
    }

    @Test
    public void shouldReadBackWhatWasWritten() {
        byte[] bytes = encodeExample();
        assertEquals(MessageDecoder.OK, decoder.wrap(segment, 10, 2000));
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
        LogDecoder log = new LogDecoder();
        assertTrue(log.wrap(decoder.array(), decoder.logOffset(), decoder.logLength(), 32));
        assertEquals(1, log.logGroup());
        assertTrue(log.nextWritten());
        assertEquals(5, log.partition());
        assertEquals(127, log.numberValue());
        assertTrue(log.nextWritten());
        assertEquals(128, log.numberValue());
        assertFalse(log.nextWritten());
        assertTrue(log.nextRead());
        assertEquals(9, log.numberValue());
        assertTrue(log.nextNeed());
        assertEquals(0, log.needGroup());
        assertEquals(300, log.numberValue());
        assertFalse(log.nextNeed());
        assertEquals(4, log.entriesLength());
        assertFalse(decoder.nextLog());
    }

    @Test
    public void shouldRefuseEveryTruncation() {
        byte[] bytes = encodeExample();
        for (int length = 0; length < bytes.length; length++) {
            assertEquals("length " + length, MessageDecoder.TRUNCATED, decoder.wrap(segment, 10, length));
        }
    }

    @Test
    public void shouldRefuseEveryBitFlip() {
        byte[] bytes = encodeExample();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            int status = decoder.wrap(MemorySegment.ofArray(flipped), 0, flipped.length);
            // Bits of the reserved byte are covered by the checksum too.
            assertTrue("bit " + bit, status != MessageDecoder.OK);
        }
    }

    @Test
    public void shouldNeverFailOnWellChecksummedNonsense() {
        Random random = new Random(1);
        LogDecoder log = new LogDecoder();
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            int length = 16 + random.nextInt(40);
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            bytes[0] = 1;
            bytes[2] = 0;
            bytes[3] = (byte) length;
            for (int count = 13; count < 16; count++) {
                bytes[count] = (byte) random.nextInt(4);
            }
            java.util.Arrays.fill(bytes, 4, 8, (byte) 0);
            java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
            crc.update(bytes);
            for (int i = 0; i < 4; i++) {
                bytes[4 + i] = (byte) (crc.getValue() >>> 24 - 8 * i);
            }
            if (decoder.wrap(MemorySegment.ofArray(bytes), 0, length) == MessageDecoder.OK) {
                accepted++;
                while (decoder.nextNeed()) {
                    assertTrue(decoder.number() >= 0);
                }
                while (decoder.nextCommit()) {
                    assertTrue(decoder.partition() < 32);
                }
                while (decoder.nextLog()) {
                    log.wrap(decoder.array(), decoder.logOffset(), decoder.logLength(), 32);
                }
            }
        }
        assertTrue("the fuzzer must reach the sections", accepted > 100);
    }

    @Test
    public void shouldTakeNothingThatDoesNotFit() {
        encoder.begin(1, 0, 40);
        assertFalse(encoder.addLog(new byte[30], 30));
        assertTrue(encoder.isEmpty());
        assertTrue(encoder.addNeed(0, 0, 1));
        assertFalse(encoder.addCommits(0, -1, new long[32]));
        assertTrue(encoder.length() <= 40);
        assertArrayEquals(new int[]{19}, new int[]{encoder.finish(segment, 0)});
    }
}
