package org.ftchain.testbed.network;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the packets of a pcap file of Ethernet frames, in its native byte order, microsecond or nanosecond. */
final class PcapReader {
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int MAX_FRAME_BYTES = 1 << 18;

    private PcapReader() {
    }

    /** Takes one frame: its time and its captured bytes from position 0 to limit; reused for the next frame. */
    @FunctionalInterface
    interface FrameConsumer {
        void onFrame(long timeNs, ByteBuffer frame);
    }

    /** Hands every complete frame of a file to {@code consumer}; an incomplete last one ends the file. */
    static void read(Path file, FrameConsumer consumer) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            byte[] header = in.readNBytes(24);
            if (header.length < 24) {
                throw new TestbedException("not a pcap file: " + file);
            }
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            int magic = fields.getInt(0);
            if (magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS) {
                fields.order(ByteOrder.BIG_ENDIAN);
                magic = fields.getInt(0);
            }
            long fractionNs = magic == MAGIC_MICROSECONDS ? 1000 : 1;
            if ((magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS) || fields.getInt(20) != LINKTYPE_ETHERNET) {
                throw new TestbedException("not a pcap file of Ethernet frames: " + file);
            }
            readFrames(in, fields.order(), fractionNs, consumer);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void readFrames(DataInputStream in, ByteOrder order, long fractionNs, FrameConsumer consumer)
            throws IOException {
        byte[] header = new byte[16];
        ByteBuffer fields = ByteBuffer.wrap(header).order(order);
        byte[] bytes = new byte[MAX_FRAME_BYTES];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        try {
            while (true) {
                in.readFully(header);
                int length = fields.getInt(8);
                if (length < 0 || length > MAX_FRAME_BYTES) {
                    throw new TestbedException("a frame of " + length + " bytes in a pcap file");
                }
                in.readFully(bytes, 0, length);
                long timeNs = (fields.getInt(0) & 0xffffffffL) * 1_000_000_000L + (fields.getInt(4) & 0xffffffffL) * fractionNs;
                consumer.onFrame(timeNs, frame.clear().limit(length));
            }
        } catch (EOFException e) {
            // The end, possibly within a frame when tcpdump was killed.
        }
    }
}
