package org.ftchain.app.api;

/** Where a chain is in its life. Written to the store before it is acted upon. */
public enum ChainState {
    /** Stored, being deployed; undone when the deployment does not finish. */
    CREATING,
    /** Carries traffic. */
    ACTIVE,
    /** A failure was confirmed; the recovery machine works on it. */
    RECOVERING,
    /** State or service was lost and cannot be brought back without the operator; the reason says what. */
    FAILED,
    /** Being removed. */
    DELETING
}
