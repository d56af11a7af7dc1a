package org.ftchain.app.chain;

import org.ftchain.app.api.ChainException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for a future with a bound; its failure as one line. */
final class Futures {
    private Futures() {
    }

    /** @param what names the work in the message, for example "deployment of chain web" */
    static <T> T await(CompletableFuture<T> future, long timeoutMs, String what) throws ChainException {
        try {
            return future.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = causeOf(e);
            if (cause instanceof ChainException) {
                throw (ChainException) cause;
            }
            throw new ChainException(ChainException.Kind.UNAVAILABLE, what + " failed: " + messageOf(cause), cause);
        } catch (TimeoutException e) {
            throw new ChainException(ChainException.Kind.UNAVAILABLE, what + " did not finish within " + timeoutMs + " ms",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainException(ChainException.Kind.UNAVAILABLE, what + " was interrupted", e);
        }
    }

    static Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String messageOf(Throwable failure) {
        Throwable cause = causeOf(failure);
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
