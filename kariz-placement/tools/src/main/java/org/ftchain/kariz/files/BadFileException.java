package org.ftchain.kariz.files;

/** A file that cannot be used. The message is one line: file, place in it, what must be, and the value. */
public final class BadFileException extends Exception {
    private static final long serialVersionUID = 1;

    public BadFileException(String message) {
        super(message);
    }
}
