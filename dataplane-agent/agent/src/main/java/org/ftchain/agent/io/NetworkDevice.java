package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * What must be known of an interface, read by ioctl in the thread's own network namespace (java.net.NetworkInterface
 * and /sys do not see every interface there).
 *
 * @param receiveQueues 1 when the driver does not say
 */
record NetworkDevice(String name, int index, int mtu, String mac, int receiveQueues) {
    private static final int MAX_NAME_BYTES = 15;
    private static final int IFREQ_BYTES = 40;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCGIFMTU = 0x8921;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GCHANNELS = 0x3c;
    private static final int IFF_UP = 1;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    /**
     * Looks whether the interface is still the one that was opened, when a call's result makes that doubtful.
     *
     * @param result of a call on a socket of the interface: not negative, or a negated error number
     * @throws IllegalStateException when it has gone
     */
    void requirePresent(int result) {
        if ((result == -Libc.ENXIO || result == -Libc.ENODEV) && Libc.interfaceIndex(name) != index) {
            throw new IllegalStateException("data port " + name + ": the interface has gone");
        }
    }

    /** @throws DataPortException when there is no such interface, it is down, or it cannot be read */
    static NetworkDevice read(String name) throws DataPortException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length == 0 || nameBytes.length > MAX_NAME_BYTES) {
            throw new DataPortException(name, "an interface name has 1.." + MAX_NAME_BYTES + " bytes");
        }
        int index = Libc.interfaceIndex(name);
        if (index == 0) {
            throw new DataPortException(name, "no such interface");
        }
        int fd = -1;
        try (Arena arena = Arena.ofConfined()) {
            fd = Libc.socket(AF_INET, SOCK_DGRAM, 0);
            MemorySegment ifreq = arena.allocate(IFREQ_BYTES, 8);
            MemorySegment.copy(nameBytes, 0, ifreq, JAVA_BYTE, 0, nameBytes.length);
            Libc.ioctl(fd, SIOCGIFFLAGS, ifreq);
            if ((ifreq.get(JAVA_SHORT, 16) & IFF_UP) == 0) {
                throw new DataPortException(name, "interface is down (ip link set " + name + " up)");
            }
            Libc.ioctl(fd, SIOCGIFMTU, ifreq);
            int mtu = ifreq.get(JAVA_INT, 16);
            Libc.ioctl(fd, SIOCGIFHWADDR, ifreq);
            StringBuilder mac = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                mac.append(i == 0 ? "" : ":").append(String.format("%02x", ifreq.get(JAVA_BYTE, 18 + i) & 0xff));
            }
            return new NetworkDevice(name, index, mtu, mac.toString(), receiveQueues(fd, ifreq, arena));
        } catch (SystemCallException e) {
            throw new DataPortException(name, e.getMessage());
        } finally {
            if (fd >= 0) {
                Libc.close(fd);
            }
        }
    }

    private static int receiveQueues(int fd, MemorySegment ifreq, Arena arena) {
        // struct ethtool_channels: cmd, max rx/tx/other/combined, rx, tx, other, combined
        MemorySegment channels = arena.allocate(36, 4);
        channels.set(JAVA_INT, 0, ETHTOOL_GCHANNELS);
        ifreq.set(ADDRESS, 16, channels);
        try {
            Libc.ioctl(fd, SIOCETHTOOL, ifreq);
        } catch (SystemCallException e) {
            return 1;
        }
        return Math.max(1, channels.get(JAVA_INT, 20) + channels.get(JAVA_INT, 32));
    }
}
