package org.ftchain.agent.io;

import java.io.IOException;

/** A data port cannot be opened; the message is one line for the operator. */
public final class DataPortException extends IOException {
    private static final long serialVersionUID = 1L;

    DataPortException(String interfaceName, String cause) {
        super("data port " + interfaceName + ": " + cause);
    }
}
