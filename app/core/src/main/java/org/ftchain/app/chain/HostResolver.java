package org.ftchain.app.chain;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.Endpoint;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.host.HostService;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends of chains from ONOS's hosts. */
final class HostResolver {
    private final HostService hosts;
    private final DeviceService devices;

    HostResolver(HostService hosts, DeviceService devices) {
        this.hosts = hosts;
        this.devices = devices;
    }

    /**
     * @param field "from" or "to", for the message
     * @param text host id or IP address
     * @param ipVersion of the address wanted from a host id: 4, 6, or 0 for the one that there is, rather IPv4
     */
    Endpoint resolve(String field, String text, int ipVersion) throws ChainException {
        boolean byId = text.indexOf('/') >= 0;
        Host host = byId ? hosts.getHost(HostId.hostId(text)) : byAddress(field, text);
        if (host == null) {
            throw ChainException.invalid(field + " must be a host that ONOS knows: " + field + "=" + text);
        }
        if (!host.vlan().equals(VlanId.NONE)) {
            throw ChainException.invalid(field + " must be an untagged host, it is in VLAN " + host.vlan() + ": " + field
                    + "=" + text);
        }
        IpAddress ip = byId ? onlyAddress(field, text, host, ipVersion) : IpAddress.valueOf(text);
        ConnectPoint point = new ConnectPoint(host.location().elementId(), host.location().port());
        if (!devices.isAvailable(point.deviceId())) {
            throw ChainException.unavailable(field + " is behind switch " + point.deviceId()
                    + " that is not connected to ONOS: " + field + "=" + text);
        }
        return Endpoint.of(host.mac().toString().toLowerCase(Locale.ROOT), ip, point);
    }

    private Host byAddress(String field, String text) throws ChainException {
        Set<Host> found = hosts.getHostsByIp(IpAddress.valueOf(text));
        if (found.size() > 1) {
            throw ChainException.invalid(field + " is the address of " + found.size() + " hosts, give a host id: " + field
                    + "=" + text);
        }
        return found.isEmpty() ? null : found.iterator().next();
    }

    private static IpAddress onlyAddress(String field, String text, Host host, int ipVersion) throws ChainException {
        List<IpAddress> ipv4 = addresses(host, false);
        List<IpAddress> ipv6 = addresses(host, true);
        boolean wantsIpv6 = ipVersion == 6 || ipVersion == 0 && ipv4.isEmpty() && !ipv6.isEmpty();
        List<IpAddress> addresses = wantsIpv6 ? ipv6 : ipv4;
        if (addresses.size() != 1) {
            throw ChainException.invalid(field + " has " + addresses.size() + " IPv" + (wantsIpv6 ? 6 : 4)
                    + " addresses known to ONOS, give the address instead of the id: " + field + "=" + text);
        }
        return addresses.get(0);
    }

    private static List<IpAddress> addresses(Host host, boolean ipv6) {
        return host.ipAddresses().stream().filter(address -> address.isIp6() == ipv6)
                .filter(address -> !(ipv6 && address.isLinkLocal())).collect(Collectors.toList());
    }

    /** Refuses an address that a host of the network already answers for. */
    void requireFree(String field, IpAddress address) throws ChainException {
        if (!hosts.getHostsByIp(address).isEmpty()) {
            throw new ChainException(ChainException.Kind.CONFLICT, field + " must not be the address of a host: " + field
                    + "=" + address);
        }
    }

    boolean isHostMac(String mac) {
        return !hosts.getHostsByMac(MacAddress.valueOf(mac)).isEmpty();
    }
}
