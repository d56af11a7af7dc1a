/**
 * Kariz: the heuristic that routes a chain layer by layer with min-cost flow (thesis 2.4, Algorithm 1).
 *
 * <p>Imports the JDK, {@code model} and {@code flow} only. Solvers keep no state between calls and read no clock: equal
 * input gives equal output, on any machine and in any thread.
 */
package org.ftchain.kariz.solver;
