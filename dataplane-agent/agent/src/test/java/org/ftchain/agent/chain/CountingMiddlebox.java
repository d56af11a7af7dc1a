package org.ftchain.agent.chain;

import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.Arrays;
import java.util.List;

/**
 * Test middlebox: a counter per source port class, read by every packet and, by the destination port's bits, advanced
 * by some; some packets touch two keys; some are dropped. Every packet's
 * TTL grows by one, so that a packet changed twice shows. It reports what each packet read or wrote, so that a test can
 * check what a released packet depends on.
 */
final class CountingMiddlebox implements Middlebox {
    /** What a packet saw: key and value afterwards; called while the transaction runs. */
    interface Observer {
        void touched(int packetId, int key, long value);
    }

    static final int DROP_BIT = 0x8000;
    private final byte[] key = new byte[2];
    private final byte[] value = new byte[8];
    private final Observer observer;

    CountingMiddlebox(Observer observer) {
        this.observer = observer;
    }

    @Override
    public List<StateMapSpec> maps() {
        return List.of(new StateMapSpec("count", 2, 8));
    }

    @Override
    public int process(Packet packet, Direction direction, Transaction transaction) {
        int id = packet.sourceAddress();
        int bits = packet.destinationPort();
        touch(transaction, id, packet.sourcePort() & 7, (bits & 1) != 0);
        if ((bits & 2) != 0) {
            touch(transaction, id, 8 + (packet.sourcePort() >> 3 & 7), (bits & 4) != 0);
        }
        packet.setTtl(packet.ttl() + 1);
        return (bits & DROP_BIT) != 0 ? DROP : FORWARD;
    }

    private void touch(Transaction transaction, int id, int which, boolean write) {
        key[0] = 1;
        key[1] = (byte) which;
        long count = transaction.get(0, key, value) ? toLong(value) : 0;
        if (write) {
            count++;
            for (int i = 0; i < 8; i++) {
                value[i] = (byte) (count >>> 56 - 8 * i);
            }
            transaction.put(0, key, value);
        }
        observer.touched(id, which, count);
    }

    static long toLong(byte[] bytes) {
        long result = 0;
        for (byte b : bytes) {
            result = result << 8 | b & 0xff;
        }
        return result;
    }

    @Override
    public String renderKey(int map, byte[] bytes) {
        return Arrays.toString(bytes);
    }

    @Override
    public String renderValue(int map, byte[] bytes) {
        return Long.toString(toLong(bytes));
    }
}
