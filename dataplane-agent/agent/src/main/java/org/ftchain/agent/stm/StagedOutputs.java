package org.ftchain.agent.stm;

import org.ftchain.agent.packet.Direction;

import java.util.Arrays;

/** What a transaction lets out beside the packet as it is: a packet in its place and packets of its own. Reused. */
public final class StagedOutputs {
    /** So many packets may a transaction make. */
    public static final int MAX_COUNT = 16;

    private final int maxPacketBytes;
    private final int[] offsets = new int[MAX_COUNT];
    private final int[] lengths = new int[MAX_COUNT];
    private final Direction[] directions = new Direction[MAX_COUNT];
    private byte[] bytes = new byte[0];
    private byte[] replacement = new byte[0];
    private int replacementLength;
    private int count;
    private int used;

    /** @param maxPacketBytes the longest IP packet */
    public StagedOutputs(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    public void clear() {
        count = 0;
        used = 0;
        replacementLength = 0;
    }

    public int maxPacketBytes() {
        return maxPacketBytes;
    }

    void emit(Direction direction, byte[] packet, int length) {
        requireLength(length);
        if (count == MAX_COUNT) {
            throw new IllegalArgumentException("a transaction must make at most " + MAX_COUNT + " packets");
        }
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
        }
        System.arraycopy(packet, 0, bytes, used, length);
        offsets[count] = used;
        lengths[count] = length;
        directions[count++] = direction;
        used += length;
    }

    void replace(byte[] packet, int length) {
        requireLength(length);
        if (replacement.length < length) {
            replacement = new byte[maxPacketBytes];
        }
        System.arraycopy(packet, 0, replacement, 0, length);
        replacementLength = length;
    }

    private void requireLength(int length) {
        if (length < 20 || length > maxPacketBytes) {
            throw new IllegalArgumentException("packet must be 20.." + maxPacketBytes + " bytes: " + length);
        }
    }

    /** Packets made. */
    public int count() {
        return count;
    }

    public Direction direction(int index) {
        return directions[index];
    }

    /** Where the packet at {@code index} lies in {@link #array()}. */
    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    public byte[] array() {
        return bytes;
    }

    /** The packet that takes the original's place. */
    public byte[] replacement() {
        return replacement;
    }

    /** 0 when the packet stays as it is. */
    public int replacementLength() {
        return replacementLength;
    }
}
