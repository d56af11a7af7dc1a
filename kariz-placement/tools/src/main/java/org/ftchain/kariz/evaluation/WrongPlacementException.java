package org.ftchain.kariz.evaluation;

/** A solver's placement violates the model: figures that build on it would be worthless. */
public final class WrongPlacementException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongPlacementException(String message) {
        super(message);
    }
}
