package org.ftchain.kariz.command;

/** Arguments that cannot be used; the message is one line. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
