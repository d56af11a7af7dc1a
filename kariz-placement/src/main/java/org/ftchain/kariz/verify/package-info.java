/**
 * An independent checker of placements: every constraint and the cost, computed anew from the input.
 *
 * <p>Imports the JDK and {@code model} only, so that it shares no code, and no mistake, with the solvers.
 */
package org.ftchain.kariz.verify;
