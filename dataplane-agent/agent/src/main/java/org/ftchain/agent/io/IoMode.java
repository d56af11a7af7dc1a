package org.ftchain.agent.io;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Ways to move frames, fastest first. */
public enum IoMode {
    /** The first of the others that this interface supports. */
    AUTO("auto"),
    /** AF_XDP, program in the driver, copy mode. */
    XDP("xdp"),
    /** AF_XDP, generic program (any driver). */
    XDP_SKB("xdp-skb"),
    /** AF_PACKET with recvmmsg and sendmmsg. */
    PACKET("packet");

    private final String option;

    IoMode(String option) {
        this.option = option;
    }

    /** @throws IllegalArgumentException naming the modes there are */
    public static IoMode parse(String text) {
        for (IoMode mode : values()) {
            if (mode.option.equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("must be one of "
                + Arrays.stream(values()).map(IoMode::toString).collect(Collectors.joining(", ")) + ": " + text);
    }

    @Override
    public String toString() {
        return option;
    }
}
