package org.ftchain.agent.control;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The peer channel's messages, big-endian; one request and one answer per connection.
 *
 * <pre>
 * request  0               4       5       6       8               12              16
 *         +---------------+-------+-------+-------+---------------+---------------+-----------
 *         | "FTPC"        | ver=1 | kind  | len   | group         | epoch         | path, len bytes UTF-8 (1..255)
 *         +---------------+-------+-------+-------+---------------+---------------+-----------
 *         kind 0 asks for the group's state; kind 1 brings a log of the group, behind the path:
 *         +---------------+---------------+-----------
 *         | length        | CRC32C        | log (1..65535 bytes)
 *         +---------------+---------------+-----------
 * answer   0               4       5               8               12              16
 *         +---------------+-------+---------------+---------------+---------------+-----------
 *         | "FTPC"        | status| 0             | length        | CRC32C        | snapshot (kind 1: nothing), or why not (UTF-8)
 *         +---------------+-------+---------------+---------------+---------------+-----------
 * </pre>
 */
final class PeerWire {
    static final int MAGIC = 0x46545043;
    static final byte VERSION = 1;
    static final int HEADER_BYTES = 16;
    static final int MAX_PATH_BYTES = 255;
    static final int MAX_SNAPSHOT_BYTES = 64 << 20;
    static final int MAX_REASON_BYTES = 1024;
    static final int MAX_LOG_BYTES = 65_535;
    private static final byte FETCH = 0;
    private static final byte LOG = 1;
    static final byte OK = 0;
    /** Not now: ask again. */
    static final byte REFUSED = 1;
    static final byte FAILED = 2;

    private PeerWire() {
    }

    sealed interface PeerRequest {
    }

    record FetchRequest(String path, int group, int epoch) implements PeerRequest {
    }

    /** @param piggybackLog its encoded form */
    record LogRequest(String path, int group, int epoch, byte[] piggybackLog) implements PeerRequest {
    }

    record Answer(byte status, byte[] body) {
        String reason() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    static byte[] encode(FetchRequest request) {
        return request(FETCH, request.path(), request.group(), request.epoch(), 0).array();
    }

    static byte[] encode(LogRequest request) {
        byte[] piggybackLog = request.piggybackLog();
        if (piggybackLog.length == 0 || piggybackLog.length > MAX_LOG_BYTES) {
            throw new IllegalArgumentException("log must be 1.." + MAX_LOG_BYTES + " bytes: " + piggybackLog.length);
        }
        return request(LOG, request.path(), request.group(), request.epoch(), 8 + piggybackLog.length)
                .putInt(piggybackLog.length).putInt(checksum(piggybackLog)).put(piggybackLog).array();
    }

    private static ByteBuffer request(byte kind, String pathName, int group, int epoch, int moreBytes) {
        byte[] path = pathName.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length > MAX_PATH_BYTES) {
            throw new IllegalArgumentException("path must be 1.." + MAX_PATH_BYTES + " bytes: path=" + pathName);
        }
        return ByteBuffer.allocate(HEADER_BYTES + path.length + moreBytes).putInt(MAGIC).put(VERSION).put(kind)
                .putShort((short) path.length).putInt(group).putInt(epoch).put(path);
    }

    /** @throws IOException when it is not a request or ends too early */
    static PeerRequest readRequest(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        if (in.readInt() != MAGIC || in.readByte() != VERSION) {
            throw new IOException("not a request of the peer channel");
        }
        byte kind = in.readByte();
        if (kind != FETCH && kind != LOG) {
            throw new IOException("not a request of the peer channel: kind " + kind);
        }
        int pathBytes = in.readUnsignedShort();
        int group = in.readInt();
        int epoch = in.readInt();
        if (pathBytes == 0 || pathBytes > MAX_PATH_BYTES) {
            throw new IOException("path must be 1.." + MAX_PATH_BYTES + " bytes: " + pathBytes);
        }
        byte[] path = new byte[pathBytes];
        in.readFully(path);
        String name = new String(path, StandardCharsets.UTF_8);
        return kind == FETCH ? new FetchRequest(name, group, epoch) : new LogRequest(name, group, epoch, readLog(in));
    }

    private static byte[] readLog(DataInputStream in) throws IOException {
        int length = in.readInt();
        int checksum = in.readInt();
        if (length < 1 || length > MAX_LOG_BYTES) {
            throw new IOException("log must be 1.." + MAX_LOG_BYTES + " bytes: " + Integer.toUnsignedLong(length));
        }
        byte[] piggybackLog = new byte[length];
        in.readFully(piggybackLog);
        if (checksum(piggybackLog) != checksum) {
            throw new IOException("log is damaged: its checksum is wrong");
        }
        return piggybackLog;
    }

    /** The answer's header; the body follows it. */
    static byte[] header(byte status, byte[] body) {
        return ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).put(status).put(new byte[3]).putInt(body.length)
                .putInt(checksum(body)).array();
    }

    /** @throws IOException when it is not an answer, is too large, damaged, or ends too early */
    static Answer readAnswer(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        int magic = in.readInt();
        byte status = in.readByte();
        in.readFully(new byte[3]);
        int length = in.readInt();
        int checksum = in.readInt();
        if (magic != MAGIC || status < OK || status > FAILED) {
            throw new IOException("not an answer of the peer channel");
        }
        int maxBytes = status == OK ? MAX_SNAPSHOT_BYTES : MAX_REASON_BYTES;
        if (length < 0 || length > maxBytes) {
            throw new IOException("answer must be at most " + maxBytes + " bytes: " + Integer.toUnsignedLong(length));
        }
        byte[] body = in.readNBytes(length); // grows with what comes, not with what is announced
        if (body.length != length) {
            throw new IOException("answer ends after " + body.length + " of " + length + " bytes");
        }
        if (checksum(body) != checksum) {
            throw new IOException("answer is damaged: its checksum is wrong");
        }
        return new Answer(status, body);
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
