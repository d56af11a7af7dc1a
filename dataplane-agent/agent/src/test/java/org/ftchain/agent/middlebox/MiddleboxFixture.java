package org.ftchain.agent.middlebox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;

import java.io.UncheckedIOException;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

/** A middlebox with its state: a packet in, a verdict and a packet out. */
final class MiddleboxFixture {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final Middlebox middlebox;
    final FakeTransaction transaction;

    MiddleboxFixture(String type, String config) {
        this(new MiddleboxFactory().create(type, json(config)));
    }

    MiddleboxFixture(Middlebox middlebox) {
        this.middlebox = middlebox;
        this.transaction = new FakeTransaction(middlebox);
    }

    /** JSON with single quotes for double ones. */
    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packet that left with right checksums, or null when it was dropped; a dropped one is unchanged. */
    byte[] process(byte[] bytes, Direction direction) {
        Packet packet = TestPackets.wrap(bytes);
        byte[] before = TestPackets.bytes(packet);
        int verdict = middlebox.process(packet, direction, transaction);
        byte[] after = TestPackets.bytes(packet);
        assertEquals("length", before.length, after.length);
        if (verdict == Middlebox.DROP) {
            assertArrayEquals("dropped", before, after);
            return null;
        }
        assertEquals(Middlebox.FORWARD, verdict);
        if (packet.isIpv6()) {
            TestPacketsV6.assertChecksums(after);
        } else if (packet.isIpv4()) {
            TestPackets.assertChecksums(after);
        }
        return after;
    }

    byte[] forward(byte[] bytes) {
        return process(bytes, Direction.FORWARD);
    }

    byte[] reverse(byte[] bytes) {
        return process(bytes, Direction.REVERSE);
    }
}
