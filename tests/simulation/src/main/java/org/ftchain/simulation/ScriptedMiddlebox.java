package org.ftchain.simulation;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;
import org.ftchain.agent.stm.TransactionWounded;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Reads, writes and deletes what a packet's number says, and drops some packets. A packet's payload has its number, the
 * transaction that last saw it, and how often it was changed; every value names the transaction that wrote it. So what a
 * transaction depends on shows in the data, whatever the protocol says.
 */
final class ScriptedMiddlebox implements Middlebox {
    static final int KEYS = 12;
    private static final int FIRST_MAP_KEYS = 8;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Writes down what transactions do, of several threads in turn. */
    interface Observer {
        PacketTransaction begin(int packet, int previousTransaction);

        /** @param seen the number of the transaction that wrote the value, or 0 when there was none */
        void read(PacketTransaction running, int key, int seen);

        void write(PacketTransaction running, int key, boolean delete);

        void end(PacketTransaction running, boolean drop);

        /** A transaction did not come to its end; it is run again. */
        void wounded();

        /** The middlebox computes; others may come between. */
        void computes();
    }

    private final Observer observer;
    private final double writes;
    private final byte[][] keys = {new byte[2], new byte[5]};
    private final byte[][] values = {new byte[8], new byte[20]};

    /** @param writes share of operations that change something, 0..1 */
    ScriptedMiddlebox(Observer observer, double writes) {
        this.observer = observer;
        this.writes = writes;
    }

    @Override
    public List<StateMapSpec> maps() {
        return List.of(new StateMapSpec("first", 2, 8), new StateMapSpec("second", 5, 20));
    }

    static int mapOf(int key) {
        return key < FIRST_MAP_KEYS ? 0 : 1;
    }

    /** The bytes of a key. */
    static void keyBytes(int key, byte[] into) {
        Arrays.fill(into, (byte) 7);
        into[into.length - 1] = (byte) key;
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        if (packet.length() < FrameView.MARK_AT + FrameView.MARK_BYTES) {
            return DROP; // the network cut it short
        }
        MemorySegment segment = packet.segment();
        long mark = packet.offset() + FrameView.MARK_AT;
        int id = segment.get(U32, mark);
        PacketTransaction running = observer.begin(id, segment.get(U32, mark + 4));
        boolean drop = false;
        try {
            drop = script(running, new SplittableRandom(id * 31L + running.group), transaction);
        } catch (TransactionWounded wounded) {
            observer.wounded();
            throw wounded;
        }
        segment.set(U32, mark + 4, running.number);
        segment.set(U32, mark + 8, segment.get(U32, mark + 8) + 1);
        observer.end(running, drop);
        return drop ? DROP : FORWARD;
    }

    private boolean script(PacketTransaction running, SplittableRandom script, Transaction transaction) {
        int operations = script.nextInt(4);
        int usedKeys = 0;
        for (int i = 0; i < operations; i++) {
            int key = script.nextInt(KEYS);
            if ((usedKeys & 1 << key) == 0) {
                usedKeys |= 1 << key;
                operate(transaction, key, running, script);
                observer.computes();
            }
        }
        return script.nextInt(16) == 0;
    }

    private void operate(Transaction transaction, int key, PacketTransaction running, SplittableRandom script) {
        int map = mapOf(key);
        byte[] keyBytes = keys[map];
        byte[] value = values[map];
        keyBytes(key, keyBytes);
        boolean write = script.nextDouble() < writes;
        if (!write || script.nextInt(3) > 0) {
            observer.read(running, key, transaction.get(map, keyBytes, value) ? number(value) : 0);
        }
        if (write) {
            boolean delete = script.nextInt(5) == 0;
            if (delete) {
                transaction.delete(map, keyBytes);
            } else {
                Arrays.fill(value, (byte) running.number);
                for (int i = 0; i < 4; i++) {
                    value[i] = (byte) (running.number >>> 24 - 8 * i);
                }
                transaction.put(map, keyBytes, value);
            }
            observer.write(running, key, delete);
        }
    }

    /** The transaction that wrote a value, or -1 when its bytes do not fit together. */
    static int number(byte[] value) {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 8 | value[i] & 0xff;
        }
        for (int i = 4; i < value.length; i++) {
            if (value[i] != (byte) number) {
                return -1;
            }
        }
        return number;
    }

    @Override
    public String renderKey(int map, byte[] key) {
        return Arrays.toString(key);
    }

    @Override
    public String renderValue(int map, byte[] value) {
        return Integer.toString(number(value));
    }
}
