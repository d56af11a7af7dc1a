/**
 * Networks to place chains on, and the offerings and chains of the thesis's evaluation (2.5.1).
 *
 * <p>Imports the JDK, {@code model} and {@code files}. Randomness is an argument.
 */
package org.ftchain.kariz.networks;
