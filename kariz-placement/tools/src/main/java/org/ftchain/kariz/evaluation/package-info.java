/**
 * The evaluation of thesis 2.5 and what it leaves open: chains that come and go on a fat-tree (Figures 2.6-2.8), solvers on
 * equal instances, and solve time against the size of the network.
 *
 * <p>Imports the JDK, {@code model}, {@code verify}, {@code files}, {@code solvers}, {@code networks}, and XChart in
 * {@link org.ftchain.kariz.evaluation.Charts} only. Clock and randomness are arguments.
 */
package org.ftchain.kariz.evaluation;
