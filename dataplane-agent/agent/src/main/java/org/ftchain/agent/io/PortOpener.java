package org.ftchain.agent.io;

/** Chooses the way a data port moves frames. */
final class PortOpener {
    private static final System.Logger LOGGER = System.getLogger(PortOpener.class.getName());
    private static final IoMode[] BY_SPEED = {IoMode.XDP, IoMode.XDP_SKB, IoMode.PACKET};

    private PortOpener() {
    }

    static DataPort open(String interfaceName, IoMode mode) throws DataPortException {
        NetworkDevice device = NetworkDevice.read(interfaceName);
        if (mode != IoMode.AUTO) {
            return openAs(device, mode);
        }
        DataPortException last = null;
        for (IoMode candidate : BY_SPEED) {
            try {
                return openAs(device, candidate);
            } catch (DataPortException e) {
                LOGGER.log(System.Logger.Level.INFO, "{0}; trying the next mode", e.getMessage());
                last = e;
            }
        }
        throw last;
    }

    private static DataPort openAs(NetworkDevice device, IoMode mode) throws DataPortException {
        try {
            if (mode == IoMode.PACKET) {
                return PacketPort.open(device);
            }
            if (device.receiveQueues() > 1) {
                throw new DataPortException(device.name(), "mode " + mode + " uses one receive queue, the interface has "
                        + device.receiveQueues() + " (ethtool -L " + device.name()
                        + " combined 1, or rx 1 tx 1; mode packet takes all)");
            }
            return XdpPort.open(device, mode);
        } catch (SystemCallException e) {
            throw new DataPortException(device.name(), "mode " + mode + ": " + cause(e));
        }
    }

    private static String cause(SystemCallException e) {
        return switch (e.errno()) {
            case Libc.EPERM -> e.getMessage() + " (root, or CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF, is needed)";
            case Libc.EBUSY -> e.getMessage() + " (another program uses the interface's XDP hook or queue 0)";
            default -> e.getMessage();
        };
    }
}
