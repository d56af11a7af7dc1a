package org.ftchain.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The heartbeat datagram of an agent, big-endian:
 *
 * <pre>
 *  0               4       5       6               8               16              24
 * +---------------+-------+-------+---------------+---------------+---------------+----------
 * | "FTHB"        | ver=1 | len   | interval (ms) | incarnation   | sequence      | server, len bytes UTF-8
 * +---------------+-------+-------+---------------+---------------+---------------+----------
 * </pre>
 */
public final class Heartbeat {
    public static final int MAGIC = 0x46544842;
    public static final byte VERSION = 1;
    public static final int HEADER_BYTES = 24;
    public static final int MAX_SERVER_BYTES = 64;
    public static final int MAX_BYTES = HEADER_BYTES + MAX_SERVER_BYTES;

    public final String server;
    public final long incarnation;
    public final long sequence;
    /** The agent's sending interval. */
    public final int intervalMs;

    public Heartbeat(String server, long incarnation, long sequence, int intervalMs) {
        this.server = Objects.requireNonNull(server, "server");
        this.incarnation = incarnation;
        this.sequence = sequence;
        this.intervalMs = intervalMs;
    }

    /** Appends the datagram to {@code into}. */
    public void encode(ByteBuffer into) {
        byte[] name = server.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_SERVER_BYTES) {
            throw new IllegalArgumentException("server must be 1.." + MAX_SERVER_BYTES + " bytes: server=" + server);
        }
        into.putInt(MAGIC).put(VERSION).put((byte) name.length).putShort((short) intervalMs).putLong(incarnation)
                .putLong(sequence).put(name);
    }

    /** The heartbeat in a received datagram, or null when it is none. Never throws on malformed input. */
    public static Heartbeat decode(ByteBuffer datagram) {
        if (datagram.remaining() < HEADER_BYTES || datagram.getInt() != MAGIC || datagram.get() != VERSION) {
            return null;
        }
        int length = datagram.get() & 0xff;
        int intervalMs = datagram.getShort() & 0xffff;
        long incarnation = datagram.getLong();
        long sequence = datagram.getLong();
        if (length == 0 || length > MAX_SERVER_BYTES || datagram.remaining() != length || intervalMs == 0) {
            return null;
        }
        byte[] name = new byte[length];
        datagram.get(name);
        return new Heartbeat(new String(name, StandardCharsets.UTF_8), incarnation, sequence, intervalMs);
    }
}
