package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.IcmpErrorPacket;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

/**
 * The ICMP errors that a {@link SimpleNat} sends from its external address about packets that it drops, at most
 * {@link #MAX_PER_SECOND} (RFC 1812 4.3.2.8: a router limits them). The limit is state as all else; beyond it packets only
 * read.
 *
 * <pre>
 * errors  0(1) -> second since the epoch(8) errors sent in it(4)
 * </pre>
 */
final class NatErrors {
    static final StateMapSpec MAP = new StateMapSpec("errors", 1, 12);
    static final int MAX_PER_SECOND = 100;

    private final int map;
    private final int externalAddress;
    private final IcmpErrorPacket error = new IcmpErrorPacket();
    private final byte[] key = new byte[1];
    private final byte[] sent = new byte[12];

    /** @param map index of {@link #MAP} among the middlebox's maps */
    NatErrors(int map, int externalAddress) {
        this.map = map;
        this.externalAddress = externalAddress;
    }

    /** Tells the sender of a packet, which must be as it was received. */
    void send(int type, int code, Packet offending, Direction direction, Transaction transaction) {
        if (IcmpErrorPacket.isAllowed(offending) && admit(transaction)) {
            int length = error.write(type, code, externalAddress, offending);
            transaction.emit(direction == Direction.FORWARD ? Direction.REVERSE : Direction.FORWARD, error.bytes(), length);
        }
    }

    private boolean admit(Transaction transaction) {
        long second = transaction.wallClockMs() / 1000;
        boolean sameSecond = transaction.get(map, key, sent) && BigEndian.getLong(sent, 0) == second;
        int count = sameSecond ? BigEndian.getInt(sent, 8) : 0;
        if (count >= MAX_PER_SECOND) {
            return false;
        }
        BigEndian.putLong(sent, 0, second);
        BigEndian.putInt(sent, 8, count + 1);
        transaction.put(map, key, sent);
        return true;
    }
}
