package org.ftchain.testbed.openflow;

/** A selector, treatment or group that OpenFlow 1.3, as spoken here, has no words for. */
final class UnsupportedRuleException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsupportedRuleException(String message) {
        super(message);
    }
}
