package org.ftchain.app.chain;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.Endpoint;
import org.onlab.packet.Ip4Address;
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
     * @param text host id or IPv4 address
     */
    Endpoint resolve(String field, String text) throws ChainException {
        boolean byId = text.indexOf('/') >= 0;
        Host host = byId ? hosts.getHost(HostId.hostId(text)) : byAddress(field, text);
        if (host == null) {
            throw ChainException.invalid(field + " must be a host that ONOS knows: " + field + "=" + text);
        }
        if (!host.vlan().equals(VlanId.NONE)) {
            throw ChainException.invalid(field + " must be an untagged host, it is in VLAN " + host.vlan() + ": " + field
                    + "=" + text);
        }
        Ip4Address ip = byId ? onlyAddress(field, text, host) : Ip4Address.valueOf(text);
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

    private static Ip4Address onlyAddress(String field, String text, Host host) throws ChainException {
        List<IpAddress> addresses = host.ipAddresses().stream().filter(IpAddress::isIp4).collect(Collectors.toList());
        if (addresses.size() != 1) {
            throw ChainException.invalid(field + " has " + addresses.size()
                    + " IPv4 addresses known to ONOS, give the address instead of the id: " + field + "=" + text);
        }
        return addresses.get(0).getIp4Address();
    }

    /** Refuses an address that a host of the network already answers for. */
    void requireFree(String field, Ip4Address address) throws ChainException {
        if (!hosts.getHostsByIp(address).isEmpty()) {
            throw new ChainException(ChainException.Kind.CONFLICT, field + " must not be the address of a host: " + field
                    + "=" + address);
        }
    }

    boolean isHostMac(String mac) {
        return !hosts.getHostsByMac(MacAddress.valueOf(mac)).isEmpty();
    }
}
