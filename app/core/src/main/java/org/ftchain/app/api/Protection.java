package org.ftchain.app.api;

import java.util.Locale;

/** How the state of a chain's middleboxes is protected. */
public enum Protection {
    /** Replicated along the chain: survives the chain's number of failures (thesis 4). */
    FTC,
    /** Not replicated: a failed hop is re-placed with empty state. */
    NONE;

    /** As in specifications and output: "ftc" or "none". */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
