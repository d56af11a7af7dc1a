package org.ftchain.app.steering;

import org.junit.Test;
import org.onlab.packet.DeserializationException;
import org.onlab.packet.Ethernet;
import org.onlab.packet.ICMP6;
import org.onlab.packet.IPv6;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onlab.packet.ndp.NeighborAdvertisement;
import org.onlab.packet.ndp.NeighborDiscoveryOptions;
import org.onlab.packet.ndp.NeighborSolicitation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

public class NdpResponderTest {
    private static final Ip6Address HOST = Ip6Address.valueOf("2001:db8:1::10");
    private static final Ip6Address GATEWAY = Ip6Address.valueOf("2001:db8:1::1");
    private static final MacAddress HOST_MAC = MacAddress.valueOf("02:00:00:00:01:10");
    private static final MacAddress CHAIN_MAC = MacAddress.valueOf("02:fc:00:00:00:01");

    private static Ethernet solicitation(Ip6Address from) throws DeserializationException {
        byte[] bytes = NeighborSolicitation.buildNdpSolicit(GATEWAY, from, Ip6Address.valueOf("ff02::1:ff00:1"), HOST_MAC,
                MacAddress.valueOf("33:33:ff:00:00:01"), VlanId.NONE).serialize();
        return Ethernet.deserializer().deserialize(bytes, 0, bytes.length);
    }

    /** Ones' complement sum of the ICMPv6 message with its pseudo header. */
    private static int sum(byte[] frame) {
        int length = frame.length - 54;
        int sum = length + 58;
        for (int at = 22; at < frame.length; at += 2) {
            sum += (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
        }
        return (sum & 0xffff) + (sum >>> 16);
    }

    @Test
    public void shouldFindTheTargetOfASolicitation() throws DeserializationException {
        assertEquals(GATEWAY, NdpResponder.solicited(solicitation(HOST)));
    }

    @Test
    public void shouldLeaveProbesAndOtherFramesAlone() throws DeserializationException {
        assertNull("duplicate address detection", NdpResponder.solicited(solicitation(Ip6Address.valueOf("::"))));
        assertNull(NdpResponder.solicited(null));
        assertNull(NdpResponder.solicited(new Ethernet()));
        Ethernet advertisement = NdpResponder.advertisement(GATEWAY, CHAIN_MAC, solicitation(HOST));
        assertNull(NdpResponder.solicited(advertisement));
    }

    @Test
    public void shouldAdvertiseARouterWithTheChainsMac() throws DeserializationException {
        byte[] bytes = NdpResponder.advertisement(GATEWAY, CHAIN_MAC, solicitation(HOST)).serialize();
        Ethernet frame = Ethernet.deserializer().deserialize(bytes, 0, bytes.length);
        assertEquals(HOST_MAC, frame.getDestinationMAC());
        assertEquals(CHAIN_MAC, frame.getSourceMAC());
        IPv6 packet = (IPv6) frame.getPayload();
        assertEquals((byte) 255, packet.getHopLimit());
        assertEquals(HOST, Ip6Address.valueOf(packet.getDestinationAddress()));
        assertEquals(GATEWAY, Ip6Address.valueOf(packet.getSourceAddress()));
        assertEquals(ICMP6.NEIGHBOR_ADVERTISEMENT, ((ICMP6) packet.getPayload()).getIcmpType());
        NeighborAdvertisement advertisement = (NeighborAdvertisement) packet.getPayload().getPayload();
        assertEquals(GATEWAY, Ip6Address.valueOf(advertisement.getTargetAddress()));
        assertEquals(1, advertisement.getRouterFlag());
        assertEquals(1, advertisement.getSolicitedFlag());
        assertEquals(1, advertisement.getOverrideFlag());
        NeighborDiscoveryOptions.Option option = advertisement.getOptions().get(0);
        assertEquals(NeighborDiscoveryOptions.TYPE_TARGET_LL_ADDRESS, option.type());
        assertEquals("checksum", 0xffff, sum(bytes));
        assertArrayEquals(CHAIN_MAC.toBytes(), java.util.Arrays.copyOf(option.data(), 6));
    }
}
