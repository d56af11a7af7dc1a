package org.ftchain.agent.runtime;

/**
 * Ends the agent when an invariant is broken: recovery assumes that a server works or is silent. Must not return in
 * the agent; a test's may, and the worker then stops.
 */
@FunctionalInterface
interface FailStop {
    void fail(String where, Throwable cause);
}
