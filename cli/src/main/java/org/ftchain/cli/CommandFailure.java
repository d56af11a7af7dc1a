package org.ftchain.cli;

import org.apache.karaf.shell.support.CommandException;

/** Ends a command with the line {@code error: ...} and a status that is not 0, also through ssh and bin/client. */
final class CommandFailure extends CommandException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message, Throwable cause) {
        super("error: " + message, cause);
    }

    /** What the shell prints. */
    @Override
    public String getNiceHelp() {
        return getMessage();
    }
}
