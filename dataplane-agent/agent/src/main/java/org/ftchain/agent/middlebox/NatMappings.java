package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.stm.EntryVisitor;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.Transaction;

import java.util.List;

/**
 * The tables of a {@link SimpleNat}: endpoint-independent mappings (RFC 4787) and the pool of ports, all of it state of
 * transactions. Only scratch arrays are kept here.
 *
 * <pre>
 * mapping  protocol(1) inside address(4) inside port(2) -> outside port(2) last used, ms(8)
 * reverse  protocol(1) outside port(2)                  -> inside address(4) inside port(2)
 * pool     protocol(1)                                  -> port to try next(2)
 * </pre>
 *
 * Invariant: a reverse entry and the mapping of its inside end name each other; they are written in one transaction.
 * The time is written again only after a quarter of the timeout, so an established flow mostly only reads, and a
 * mapping counts as expired after a quarter more than the timeout: it lives at least the timeout. Expired mappings stay
 * until their port is wanted or they are swept; an inside packet before that revives them.
 */
final class NatMappings {
    static final int MAPPING = 0;
    static final int REVERSE = 1;
    static final int POOL = 2;
    static final List<StateMapSpec> MAPS = List.of(
            new StateMapSpec("mapping", 7, 10),
            new StateMapSpec("reverse", 3, 6),
            new StateMapSpec("pool", 1, 2));
    /** So many ports are looked at for one packet; the next packet goes on from there. */
    static final int MAX_TRIES = 64;

    /** So many mappings are forgotten in one sweep of a partition. */
    static final int MAX_SWEPT = 64;

    private final PortRange ports;
    private final long refreshMs;
    private final long expiryMs;
    private final byte[] mappingKey = new byte[7];
    private final byte[] mapping = new byte[10];
    private final byte[] reverseKey = new byte[3];
    private final byte[] inside = new byte[6];
    private final byte[] poolKey = new byte[1];
    private final byte[] pool = new byte[2];
    private final byte[] holderKey = new byte[7];
    private final byte[] holder = new byte[10];
    private final Sweep sweep = new Sweep();

    NatMappings(PortRange ports, long timeoutMs) {
        this.ports = ports;
        this.refreshMs = timeoutMs / 4;
        this.expiryMs = timeoutMs + timeoutMs / 4;
    }

    /** The outside port of an inside end, mapped now if need be; -1 when no port was found. */
    int map(Transaction transaction, int protocol, int address, int port) {
        long nowMs = transaction.wallClockMs();
        if (!getMapping(transaction, protocol, address, port)) {
            return allocate(transaction, protocol, port, nowMs);
        }
        if (nowMs - BigEndian.getLong(mapping, 2) > refreshMs) {
            BigEndian.putLong(mapping, 2, nowMs);
            transaction.put(MAPPING, mappingKey, mapping);
        }
        return BigEndian.unsignedShort(mapping, 0);
    }

    /** The outside port of an inside end, changing nothing; -1 when it has none. */
    int outsidePort(Transaction transaction, int protocol, int address, int port) {
        return getMapping(transaction, protocol, address, port) && !isExpired(mapping, transaction.wallClockMs())
                ? BigEndian.unsignedShort(mapping, 0) : -1;
    }

    /** True if the outside port is mapped; {@link #insideAddress()} and {@link #insidePort()} then say to whom. */
    boolean findInside(Transaction transaction, int protocol, int outsidePort) {
        setReverseKey(protocol, outsidePort);
        return transaction.get(REVERSE, reverseKey, inside)
                && getMapping(transaction, protocol, insideAddress(), insidePort())
                && !isExpired(mapping, transaction.wallClockMs());
    }

    int insideAddress() {
        return BigEndian.getInt(inside, 0);
    }

    int insidePort() {
        return BigEndian.unsignedShort(inside, 4);
    }

    private boolean getMapping(Transaction transaction, int protocol, int address, int port) {
        mappingKey[0] = (byte) protocol;
        BigEndian.putInt(mappingKey, 1, address);
        BigEndian.putShort(mappingKey, 5, port);
        return transaction.get(MAPPING, mappingKey, mapping);
    }

    /** Maps the inside end in {@code mappingKey}. */
    private int allocate(Transaction transaction, int protocol, int insidePort, long nowMs) {
        poolKey[0] = (byte) protocol;
        int candidate = transaction.get(POOL, poolKey, pool) ? BigEndian.unsignedShort(pool, 0) : -1;
        if (!ports.contains(candidate)) {
            candidate = ports.low() + transaction.random(ports.size());
        }
        int tries = Math.min(ports.size(), MAX_TRIES);
        for (int index = 0; index < tries; index++) {
            int next = candidate == ports.high() ? ports.low() : candidate + 1;
            // A source port is never preserved, so a NAT that lost its state cannot happen to serve an old connection.
            if ((candidate != insidePort || ports.size() == 1) && isFree(transaction, protocol, candidate, nowMs)) {
                BigEndian.putShort(mapping, 0, candidate);
                BigEndian.putLong(mapping, 2, nowMs);
                transaction.put(MAPPING, mappingKey, mapping);
                System.arraycopy(mappingKey, 1, inside, 0, 6);
                setReverseKey(protocol, candidate);
                transaction.put(REVERSE, reverseKey, inside);
                putNext(transaction, next);
                return candidate;
            }
            candidate = next;
        }
        if (tries < ports.size()) {
            putNext(transaction, candidate);
        }
        return -1;
    }

    /** True if nobody holds the port any more; removes an expired holder's mapping. */
    private boolean isFree(Transaction transaction, int protocol, int port, long nowMs) {
        setReverseKey(protocol, port);
        if (!transaction.get(REVERSE, reverseKey, inside)) {
            return true;
        }
        holderKey[0] = (byte) protocol;
        System.arraycopy(inside, 0, holderKey, 1, 6);
        if (!transaction.get(MAPPING, holderKey, holder)) {
            return true;
        }
        if (!isExpired(holder, nowMs)) {
            return false;
        }
        transaction.delete(MAPPING, holderKey);
        return true;
    }

    /** Forgets expired mappings of one partition, at most {@link #MAX_SWEPT} at a time. */
    void sweep(Transaction transaction, int partition) {
        sweep.transaction = transaction;
        sweep.left = MAX_SWEPT;
        transaction.scan(MAPPING, partition, sweep);
        sweep.transaction = null;
    }

    private final class Sweep implements EntryVisitor {
        private Transaction transaction;
        private int left;

        @Override
        public boolean entry(int map, byte[] key, byte[] value) {
            if (!isExpired(value, transaction.wallClockMs())) {
                return true;
            }
            setReverseKey(key[0], BigEndian.unsignedShort(value, 0));
            transaction.delete(REVERSE, reverseKey);
            transaction.delete(MAPPING, key);
            return --left > 0;
        }
    }

    private boolean isExpired(byte[] value, long nowMs) {
        return nowMs - BigEndian.getLong(value, 2) > expiryMs;
    }

    private void setReverseKey(int protocol, int outsidePort) {
        reverseKey[0] = (byte) protocol;
        BigEndian.putShort(reverseKey, 1, outsidePort);
    }

    private void putNext(Transaction transaction, int next) {
        BigEndian.putShort(pool, 0, next);
        transaction.put(POOL, poolKey, pool);
    }
}
