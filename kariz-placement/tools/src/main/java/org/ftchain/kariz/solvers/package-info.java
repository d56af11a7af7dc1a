/**
 * The solvers by name, behind one interface: for the commands and the evaluation.
 *
 * <p>Imports {@code model}, {@code solver}, {@code published} and {@code exact}. Reads the clock where a solver has to end
 * by itself.
 */
package org.ftchain.kariz.solvers;
