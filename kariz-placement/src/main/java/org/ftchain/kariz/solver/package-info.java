/**
 * Kariz: where a chain's middleboxes run. The entry for chains that may be split (package {@code split}), and the search for a
 * single path: layer by layer with min-cost flow (thesis 2.4, Algorithm 1).
 *
 * <p>Imports the JDK, {@code model}, {@code flow} and {@code split} only. Solvers keep no state between calls: equal
 * input gives equal output, on any machine and in any thread, unless the time limit is over or the caller says stop.
 */
package org.ftchain.kariz.solver;
