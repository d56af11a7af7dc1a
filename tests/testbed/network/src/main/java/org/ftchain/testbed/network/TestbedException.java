package org.ftchain.testbed.network;

/** The testbed could not do what was asked for; the message is one clear line for the user. */
public final class TestbedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TestbedException(String message) {
        super(message);
    }

    public TestbedException(String message, Throwable cause) {
        super(message, cause);
    }
}
