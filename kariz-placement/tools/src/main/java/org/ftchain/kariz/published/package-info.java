/**
 * Kariz as published (thesis 2.4, Algorithms 1-3), as a reference to compare other solvers with. It splits chains: a hop may
 * have instances on several nodes.
 *
 * <p>Imports the JDK, {@code model}, {@code flow} and {@code decompose}. No state, no clock; what decides when to stop
 * improving is an argument.
 */
package org.ftchain.kariz.published;
