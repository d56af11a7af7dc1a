package org.ftchain.testbed.openflow;

/**
 * How long unknown rules and groups in switches are left alone after ONOS has started. ONOS forgets its flow rules when it restarts, while the
 * switches go on with them: removing them before the applications have come up and claimed them would cut the traffic. Immutable.
 */
final class RestartGrace {
    private final long startNs;
    private final long lengthNs;

    RestartGrace(long startNs, long lengthNs) {
        this.startNs = startNs;
        this.lengthNs = lengthNs;
    }

    boolean isOver(long nowNs) {
        return nowNs - startNs >= lengthNs;
    }
}
