package org.ftchain.agent.io;

import org.ftchain.agent.chain.Frames;

/**
 * The network interface through which a server takes part in chains. Only MPLS frames (EtherType 0x8847) come in here;
 * all others go to the kernel as without an agent. Frames that the port itself sends never come back.
 *
 * <p>One worker thread uses a port; {@link #wakeUp()} alone may be called by any thread. A frame handed out by
 * {@link #receive} has at least {@link #HEADROOM_BYTES} bytes of its slot before it.
 */
public interface DataPort extends Frames, AutoCloseable {
    int SLOT_COUNT = 8192;
    int SLOT_BYTES = 4096;
    /** Free bytes of the slot before a received frame (XDP_PACKET_HEADROOM). */
    int HEADROOM_BYTES = 256;
    /** EtherType of MPLS unicast. */
    int ETHERTYPE_MPLS = 0x8847;

    /** Opens {@code interfaceName}. @throws DataPortException with one line that names the interface and the cause */
    static DataPort open(String interfaceName, IoMode mode) throws DataPortException {
        return PortOpener.open(interfaceName, mode);
    }

    String interfaceName();

    /** How frames move: never {@link IoMode#AUTO}. */
    IoMode mode();

    /** The interface's MAC address, "aa:bb:cc:dd:ee:ff". */
    String mac();

    /**
     * Takes received frames, as many as there are and the arrays hold. Never blocks. The caller owns their slots
     * from now on.
     *
     * @param offsets long[n], receives the offset of each frame's first byte
     * @param lengths int[n], receives each frame's length in bytes
     * @return the number of frames, 0 when there are none
     */
    int receive(long[] offsets, int[] lengths);

    /** Hands queued frames to the kernel and takes back the slots of those that are sent. Never blocks. */
    void flush();

    /**
     * Waits until a frame may have come, {@link #wakeUp()} was called (also before), or the time is over.
     *
     * @return false when the time was over
     */
    boolean await(long timeoutNs);

    /** Ends a present or the next {@link #await}. Any thread. */
    void wakeUp();

    /** Counters since the port was opened. Worker thread; makes a system call. */
    PortCounters counters();

    /** Detaches from the interface; the segment must not be used any more. A second call does nothing. */
    @Override
    void close();
}
