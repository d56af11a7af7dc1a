package org.ftchain.app.chain;

import org.ftchain.app.TestRecords;
import org.ftchain.app.api.ChainException;
import org.junit.Test;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosproject.net.DefaultHost;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.device.DeviceServiceAdapter;
import org.onosproject.net.host.HostServiceAdapter;
import org.onosproject.net.provider.ProviderId;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

public class HostResolverTest {
    private static final String ID = "02:00:00:00:01:10/None";

    private static HostResolver resolver(String... addresses) {
        MacAddress mac = MacAddress.valueOf("02:00:00:00:01:10");
        Host host = new DefaultHost(ProviderId.NONE, HostId.hostId(mac), mac, VlanId.NONE,
                new HostLocation(TestRecords.point(1, 1), 0),
                Arrays.stream(addresses).map(IpAddress::valueOf).collect(Collectors.toSet()));
        return new HostResolver(new HostServiceAdapter() {
            @Override
            public Host getHost(HostId id) {
                return host;
            }

            @Override
            public Set<Host> getHostsByIp(IpAddress ip) {
                return host.ipAddresses().contains(ip) ? Set.of(host) : Set.of();
            }
        }, new DeviceServiceAdapter() {
            @Override
            public boolean isAvailable(DeviceId id) {
                return true;
            }
        });
    }

    @Test
    public void shouldFindHostsByIpv6Address() throws ChainException {
        assertEquals(IpAddress.valueOf("2001:db8:1::10"),
                resolver("10.0.1.10", "2001:db8:1::10").resolve("from", "2001:DB8:1:0::10", 6).ip());
    }

    @Test
    public void shouldTakeTheAddressOfTheChainsIpVersionWhenGivenAnId() throws ChainException {
        HostResolver both = resolver("10.0.1.10", "2001:db8:1::10", "fe80::10");
        assertEquals(IpAddress.valueOf("10.0.1.10"), both.resolve("from", ID, 0).ip());
        assertEquals(IpAddress.valueOf("10.0.1.10"), both.resolve("from", ID, 4).ip());
        assertEquals(IpAddress.valueOf("2001:db8:1::10"), both.resolve("from", ID, 6).ip());
        assertEquals(IpAddress.valueOf("2001:db8:1::10"), resolver("2001:db8:1::10").resolve("from", ID, 0).ip());
    }

    @Test
    public void shouldAskForTheAddressWhenAnIdHasSeveralOrNone() {
        refused("2 IPv6 addresses", resolver("2001:db8::1", "2001:db8::2"), 0);
        refused("0 IPv6 addresses", resolver("10.0.1.10", "fe80::10"), 6);
        refused("0 IPv4 addresses", resolver(), 0);
        refused("2 IPv4 addresses", resolver("10.0.1.10", "10.0.1.11"), 4);
    }

    private static void refused(String what, HostResolver resolver, int ipVersion) {
        String message = assertThrows(ChainException.class, () -> resolver.resolve("from", ID, ipVersion)).getMessage();
        assertTrue(message, message.contains(what));
    }
}
