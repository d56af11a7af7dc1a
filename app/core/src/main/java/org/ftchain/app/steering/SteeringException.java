package org.ftchain.app.steering;

/** Frames cannot be steered as asked; the message is one line that names switch and rule. */
public final class SteeringException extends Exception {
    private static final long serialVersionUID = 1L;

    public SteeringException(String message) {
        super(message);
    }
}
