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
 * Reads, writes, deletes, adds, scans and counts what a packet's number says, drops some packets, makes others longer or
 * shorter, makes some of its own, and does the like on a timer. A packet's payload has its number, the transaction that last
 * saw it, and how often it was changed; every value names the transaction that wrote it. So what a transaction depends on
 * shows in the data, whatever the protocol says.
 */
final class ScriptedMiddlebox implements Middlebox {
    static final int KEYS = Keys.COUNT;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TIMER_MS = 3;

    /** Writes down what transactions do, of several threads in turn. */
    interface Observer {
        /** @param packet 0 for a timer */
        PacketTransaction begin(int packet, int previousTransaction);

        /** @param seen the number of the transaction that wrote the value, or 0 when there was none */
        void read(PacketTransaction running, int key, int seen);

        /** Counts the entries of a map. */
        void size(PacketTransaction running, int map, int seen);

        /** Looks at the entries of a map in a partition: bit per key that was there. */
        void scan(PacketTransaction running, int map, int partition, int seenKeys);

        /** @param valueBytes -1 for a deletion */
        void write(PacketTransaction running, int key, int valueBytes);

        /** The transaction makes a packet; returns its number. */
        int creates(PacketTransaction running);

        void end(PacketTransaction running, boolean drop);

        /** A transaction did not come to its end; it is run again. */
        void wounded();

        /** The middlebox computes; others may come between. */
        void computes();

        /** Whether there is anything to do on the timer. */
        boolean isTimerDue();
    }

    private final Observer observer;
    private final Shape shape;
    private final byte[][] keys = {new byte[2], new byte[5], new byte[2]};
    private final byte[] fixedValue = new byte[8];
    private final byte[] variableValue = new byte[Keys.LONGEST_VALUE];

    ScriptedMiddlebox(Observer observer, Shape shape) {
        this.observer = observer;
        this.shape = shape;
    }

    @Override
    public List<StateMapSpec> maps() {
        return Keys.MAPS;
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
        SplittableRandom script = new SplittableRandom(id * 31L + running.group);
        boolean drop = run(running, script, transaction);
        segment.set(U32, mark + 4, running.number);
        segment.set(U32, mark + 8, segment.get(U32, mark + 8) + 1);
        if (shape.outputs() && script.nextInt(12) == 0) {
            replace(packet, script, transaction);
        }
        observer.end(running, drop);
        return drop ? DROP : FORWARD;
    }

    @Override
    public long timerIntervalMs() {
        return shape.timers() ? TIMER_MS : 0;
    }

    @Override
    public void onTimer(Transaction transaction) {
        if (observer.isTimerDue()) {
            PacketTransaction running = observer.begin(0, 0);
            run(running, new SplittableRandom(transaction.wallClockMs() * 31 + running.group), transaction);
            observer.end(running, false);
        }
    }

    private boolean run(PacketTransaction running, SplittableRandom script, Transaction transaction) {
        try {
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
            // Before or after own writes; those are of keys that the checker then knows nothing of.
            if (usedKeys == 0 && script.nextInt(6) == 0) {
                lookAtAll(transaction, running, script);
            }
        } catch (TransactionWounded wounded) {
            observer.wounded();
            throw wounded;
        }
        if (shape.outputs() && script.nextInt(16) == 0) {
            emit(running, script, transaction);
        }
        return script.nextInt(16) == 0;
    }

    private void operate(Transaction transaction, int key, PacketTransaction running, SplittableRandom script) {
        int map = Keys.map(key);
        byte[] keyBytes = keys[map];
        Keys.bytes(key, keyBytes);
        if (map == Keys.COUNTERS) {
            transaction.add(map, keyBytes, running.number, 0);
            observer.write(running, key, fixedValue.length);
            return;
        }
        boolean write = script.nextDouble() < shape.writes();
        if (!write || script.nextInt(3) > 0) {
            observer.read(running, key, read(transaction, map, keyBytes));
        }
        if (write) {
            observer.write(running, key, script.nextInt(5) == 0 ? delete(transaction, map, keyBytes)
                    : put(transaction, map, keyBytes, running.number, script));
        }
    }

    private int read(Transaction transaction, int map, byte[] key) {
        if (map == Keys.FIXED) {
            return transaction.get(map, key, fixedValue) ? Keys.number(fixedValue, fixedValue.length) : 0;
        }
        int length = transaction.get(map, key, key.length, variableValue);
        return length < 0 ? 0 : Keys.number(variableValue, length);
    }

    private static int delete(Transaction transaction, int map, byte[] key) {
        if (map == Keys.FIXED) {
            transaction.delete(map, key);
        } else {
            transaction.delete(map, key, key.length);
        }
        return -1;
    }

    private int put(Transaction transaction, int map, byte[] key, int number, SplittableRandom script) {
        if (map == Keys.FIXED) {
            Keys.value(number, fixedValue, fixedValue.length);
            transaction.put(map, key, fixedValue);
            return fixedValue.length;
        }
        // Some fit no frame.
        int length = script.nextInt(32) == 0 ? 1500 + script.nextInt(Keys.LONGEST_VALUE - 1500) : 8 + script.nextInt(30);
        Keys.value(number, variableValue, length);
        transaction.put(map, key, key.length, variableValue, length);
        return length;
    }

    private void lookAtAll(Transaction transaction, PacketTransaction running, SplittableRandom script) {
        int map = script.nextInt(Keys.MAPS.size());
        if (script.nextInt(3) == 0) {
            observer.size(running, map, transaction.size(map));
            return;
        }
        int partition = Partitions.USED[script.nextInt(Partitions.USED.length)];
        int[] seen = new int[1];
        transaction.scan(map, partition, (inMap, key, value) -> {
            seen[0] |= 1 << key[key.length - 1];
            return true;
        });
        observer.scan(running, map, partition, seen[0]);
    }

    /** A packet of its own. */
    private void emit(PacketTransaction running, SplittableRandom script, Transaction transaction) {
        boolean forward = !shape.symmetric() || script.nextBoolean();
        int changes = forward ? running.group + 1 : shape.middleboxes() - running.group;
        byte[] packet = FrameView.ipPacket(observer.creates(running), running.number, changes, script.nextInt(3),
                script.nextInt(300));
        transaction.emit(forward ? Direction.FORWARD : Direction.REVERSE, packet, packet.length);
    }

    /** Another length. */
    private static void replace(Packet packet, SplittableRandom script, Transaction transaction) {
        int shortest = FrameView.MARK_AT + FrameView.MARK_BYTES;
        int length = Math.clamp(packet.length() + script.nextInt(900) - 200, shortest, transaction.maxPacketBytes());
        byte[] other = new byte[length];
        MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset(), other, 0, Math.min(length, packet.length()));
        FrameView.setLength(other);
        transaction.replacePacket(other, length);
    }

    @Override
    public String renderKey(int map, byte[] key) {
        return Arrays.toString(key);
    }

    @Override
    public String renderValue(int map, byte[] value) {
        return Integer.toString(Keys.number(value, value.length));
    }
}
