package org.ftchain.agent.packet;

import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** Ethernet and MPLS headers, addresses as text. */
public class HeadersTest {
    private final byte[] bytes = new byte[20];
    private final MemorySegment segment = MemorySegment.ofArray(bytes);

    @Test
    public void shouldWriteGoldenBytesWhenEthernet() {
        Ethernet.setDestination(segment, 1, Ethernet.parseMac("02:00:00:00:01:10"));
        Ethernet.setSource(segment, 1, 0xfedcba987654L);
        Ethernet.setType(segment, 1, Ethernet.TYPE_MPLS);
        assertEquals("00020000000110fedcba987654884700", HexFormat.of().formatHex(bytes, 0, 16));
        assertEquals(0x020000000110L, Ethernet.destination(segment, 1));
        assertEquals(0xfedcba987654L, Ethernet.source(segment, 1));
        assertEquals(Ethernet.TYPE_MPLS, Ethernet.type(segment, 1));
    }

    @Test
    public void shouldKnowMulticastWhenGroupBitIsSet() {
        assertTrue(Ethernet.isMulticast(0xffffffffffffL));
        assertTrue(Ethernet.isMulticast(Ethernet.parseMac("01:00:5e:00:00:01")));
        assertFalse(Ethernet.isMulticast(Ethernet.parseMac("02:fc:00:00:00:01")));
    }

    @Test
    public void shouldRoundTripMacText() {
        assertEquals("02:fc:0a:bc:de:f0", Ethernet.formatMac(Ethernet.parseMac("02:FC:0a:bc:DE:f0")));
        for (String wrong : new String[] {"", "02:00:00:00:01", "02:00:00:00:01:1", "02-00-00-00-01-10",
                "02:00:00:00:01:1g", "02:00:00:00:01:100", "020000000110"}) {
            assertThrows(wrong, IllegalArgumentException.class, () -> Ethernet.parseMac(wrong));
        }
    }

    @Test
    public void shouldWriteGoldenBytesWhenMpls() {
        MplsHeader.write(segment, 0, 0x12345, 1, true, 64);
        assertEquals("12345340", HexFormat.of().formatHex(bytes, 0, 4));
        assertEquals(0x12345, MplsHeader.label(segment, 0));
        assertEquals(1, MplsHeader.trafficClass(segment, 0));
        assertTrue(MplsHeader.isBottomOfStack(segment, 0));
        assertEquals(64, MplsHeader.ttl(segment, 0));
        MplsHeader.setLabel(segment, 0, MplsHeader.MAX_LABEL);
        assertEquals("fffff340", HexFormat.of().formatHex(bytes, 0, 4));
        MplsHeader.setTrafficClass(segment, 0, 7);
        assertEquals("ffffff40", HexFormat.of().formatHex(bytes, 0, 4));
        assertEquals(MplsHeader.MAX_LABEL, MplsHeader.label(segment, 0));
        MplsHeader.write(segment, 0, 16, 0, false, 255);
        assertEquals("000100ff", HexFormat.of().formatHex(bytes, 0, 4));
        assertFalse(MplsHeader.isBottomOfStack(segment, 0));
    }

    @Test
    public void shouldParseAndFormatAddressText() {
        assertEquals(0x0a00010a, Ipv4Address.parse("10.0.1.10"));
        assertEquals("255.254.0.1", Ipv4Address.format(Ipv4Address.parse("255.254.0.1")));
        for (String wrong : new String[] {"", "10", "10.0.1", "10.0.1.", "10.0.1.256", "10.0.1.10.1", "10.0.1.10 ",
                "010.0.1.1", "10..1.1", "-1.0.0.1", "1000.0.0.1", ".1.2.3.4", "host", "1.2.3.4/32"}) {
            assertThrows(wrong, IllegalArgumentException.class, () -> Ipv4Address.parse(wrong));
        }
    }
}
