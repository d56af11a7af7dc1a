package org.ftchain.agent.io;

import java.io.IOException;

/** A system call failed. */
final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String call, int errno) {
        super(call + ": " + Libc.errorText(errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
