package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.BigEndian;
import org.ftchain.agent.packet.IpProtocol;
import org.junit.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** Life of mappings: allocation, refresh, expiry, exhaustion. */
public class NatMappingsTest {
    private static final int TCP = IpProtocol.TCP;
    private static final int HOST = 0x0a00010a;
    private static final long TIMEOUT_MS = 300_000;

    private final FakeTransaction transaction = new FakeTransaction(
            new MiddleboxFactory().create("nat", MiddleboxFixture.json("{'externalAddress':'10.0.2.100'}")));

    private static NatMappings mappings(int low, int high) {
        return new NatMappings(new PortRange(low, high), TIMEOUT_MS);
    }

    @Test
    public void shouldOnlyReadWhenMappingIsYoung() {
        NatMappings mappings = mappings(20000, 59999);
        int port = mappings.map(transaction, TCP, HOST, 40000);
        assertEquals(3, transaction.writes);
        transaction.nowMs += TIMEOUT_MS / 4;
        assertEquals(port, mappings.map(transaction, TCP, HOST, 40000));
        assertTrue(mappings.findInside(transaction, TCP, port));
        assertEquals(3, transaction.writes);
        transaction.nowMs += 1;
        assertTrue(mappings.findInside(transaction, TCP, port));
        assertEquals("outside packets do not refresh", 3, transaction.writes);
        assertEquals(port, mappings.map(transaction, TCP, HOST, 40000));
        assertEquals(4, transaction.writes);
    }

    @Test
    public void shouldLiveAtLeastTheTimeoutWhenLastUseWasNotWritten() {
        NatMappings mappings = mappings(20000, 59999);
        int port = mappings.map(transaction, TCP, HOST, 40000);
        transaction.nowMs += TIMEOUT_MS / 4;
        mappings.map(transaction, TCP, HOST, 40000);
        transaction.nowMs += TIMEOUT_MS;
        assertTrue(mappings.findInside(transaction, TCP, port));
        assertEquals(port, mappings.outsidePort(transaction, TCP, HOST, 40000));
        transaction.nowMs += 1;
        assertFalse(mappings.findInside(transaction, TCP, port));
        assertEquals(-1, mappings.outsidePort(transaction, TCP, HOST, 40000));
        assertEquals("revived by an inside packet", port, mappings.map(transaction, TCP, HOST, 40000));
        assertTrue(mappings.findInside(transaction, TCP, port));
    }

    @Test
    public void shouldNotExpireWhenClockGoesBack() {
        NatMappings mappings = mappings(20000, 59999);
        int port = mappings.map(transaction, TCP, HOST, 40000);
        transaction.nowMs -= 10 * TIMEOUT_MS;
        assertTrue(mappings.findInside(transaction, TCP, port));
        assertEquals(port, mappings.map(transaction, TCP, HOST, 40000));
    }

    @Test
    public void shouldSayNoPortWhenAllAreInUseAndReclaimWhenExpired() {
        NatMappings mappings = mappings(100, 109);
        for (int port = 0; port < 10; port++) {
            assertTrue(mappings.map(transaction, TCP, HOST, 40000 + port) >= 100);
        }
        int writes = transaction.writes;
        assertEquals(-1, mappings.map(transaction, TCP, HOST, 50000));
        assertEquals("a full look at the pool needs no write", writes, transaction.writes);
        assertTrue("other protocols have ports of their own", mappings.map(transaction, 17, HOST, 50000) >= 100);
        transaction.nowMs += TIMEOUT_MS + TIMEOUT_MS / 4 + 1;
        int kept = mappings.map(transaction, TCP, HOST, 40003);
        Set<Integer> given = new HashSet<>();
        for (int port = 0; port < 9; port++) {
            given.add(mappings.map(transaction, TCP, HOST + 1, 50000 + port));
        }
        assertEquals(9, given.size());
        assertFalse(given.contains(kept) || given.contains(-1));
        assertEquals(-1, mappings.map(transaction, TCP, HOST + 1, 60000));
        assertEquals("expired mappings are gone", 11, transaction.size(NatMappings.MAPPING));
    }

    @Test
    public void shouldBoundTriesAndGoOnWithNextPacketWhenPoolIsNearlyFull() {
        NatMappings mappings = mappings(1000, 1299);
        for (int port = 0; port < 299; port++) {
            assertTrue(mappings.map(transaction, TCP, HOST, 40000 + port) >= 1000);
        }
        // The next port to try is the free one; make it the last that is looked at.
        byte[] pool = new byte[2];
        int free = BigEndian.unsignedShort(transaction.value(NatMappings.POOL, 0), 0);
        BigEndian.putShort(pool, 0, free == 1299 ? 1000 : free + 1);
        transaction.put(NatMappings.POOL, new byte[] {TCP}, pool);
        int refused = 0;
        int port = -1;
        while (port < 0 && refused < 100) {
            int readsBefore = transaction.reads;
            port = mappings.map(transaction, TCP, HOST, 50000);
            assertTrue(transaction.reads - readsBefore <= 2 + 2 * NatMappings.MAX_TRIES);
            refused += port < 0 ? 1 : 0;
        }
        assertEquals(free, port);
        assertEquals(299 / NatMappings.MAX_TRIES, refused);
    }

    @Test
    public void shouldStartAnewWhenPoolStateIsOutsideTheRange() {
        byte[] pool = {0, 5};
        transaction.put(NatMappings.POOL, new byte[] {TCP}, pool);
        int port = mappings(100, 109).map(transaction, TCP, HOST, 40000);
        assertTrue("port " + port, port >= 100 && port <= 109);
    }

    @Test(timeout = 30_000)
    public void shouldKeepTablesInverseWhenFlowsComeAndGoAtRandom() {
        NatMappings mappings = mappings(100, 139);
        Random random = new Random(3);
        byte[] mapping = new byte[10];
        for (int round = 0; round < 20_000; round++) {
            int protocol = random.nextBoolean() ? TCP : 17;
            int inside = 40000 + random.nextInt(60);
            int port = mappings.map(transaction, protocol, HOST, inside);
            transaction.nowMs += random.nextInt(20_000);
            for (int index = 0; round % 100 == 0 && index < transaction.size(NatMappings.REVERSE); index++) {
                byte[] key = transaction.key(NatMappings.REVERSE, index);
                byte[] end = transaction.value(NatMappings.REVERSE, index);
                byte[] mappingKey = {key[0], end[0], end[1], end[2], end[3], end[4], end[5]};
                assertTrue(transaction.get(NatMappings.MAPPING, mappingKey, mapping));
                assertEquals(BigEndian.unsignedShort(key, 1), BigEndian.unsignedShort(mapping, 0));
            }
            assertEquals(transaction.size(NatMappings.MAPPING), transaction.size(NatMappings.REVERSE));
            if (port >= 0) {
                assertTrue(mappings.findInside(transaction, protocol, port) && mappings.insidePort() == inside);
            }
        }
    }
}
