package org.ftchain.testbed.network;

import java.nio.ByteBuffer;

/** Builds the head of an Ethernet frame with a TCP packet, as a capture with a snap length has it. */
final class TcpFrame {
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    static final int RST = 0x04;

    private TcpFrame() {
    }

    static ByteBuffer of(String source, int sourcePort, String target, int targetPort, long sequence, int flags) {
        ByteBuffer frame = ByteBuffer.allocate(54);
        frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).putShort(16, (short) 1500).put(23, (byte) 6);
        frame.put(26, address(source)).put(30, address(target));
        frame.putShort(34, (short) sourcePort).putShort(36, (short) targetPort).putInt(38, (int) sequence);
        return frame.put(46, (byte) 0x50).put(47, (byte) flags);
    }

    private static byte[] address(String text) {
        byte[] bytes = new byte[4];
        String[] parts = text.split("\\.");
        for (int at = 0; at < 4; at++) {
            bytes[at] = (byte) Integer.parseInt(parts[at]);
        }
        return bytes;
    }
}
