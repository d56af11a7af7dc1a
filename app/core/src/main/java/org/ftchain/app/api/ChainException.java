package org.ftchain.app.api;

/** A request about a chain that cannot be met. The message is one line that names the field and the value. */
public class ChainException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal; decides the HTTP status. */
    public enum Kind {
        /** The request is malformed or names something unknown. */
        INVALID,
        /** There is no such chain. */
        NOT_FOUND,
        /** Contradicts a chain that exists, or the chain is in another state. */
        CONFLICT,
        /** The network or the servers cannot do it now. */
        UNAVAILABLE
    }

    private final Kind kind;

    public ChainException(Kind kind, String message) {
        super(oneLine(message));
        this.kind = kind;
    }

    public ChainException(Kind kind, String message, Throwable cause) {
        super(oneLine(message), cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public static ChainException invalid(String message) {
        return new ChainException(Kind.INVALID, message);
    }

    public static ChainException unavailable(String message) {
        return new ChainException(Kind.UNAVAILABLE, message);
    }

    private static String oneLine(String message) {
        return message == null ? "" : message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
