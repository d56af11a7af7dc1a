/**
 * Deployment and recovery of paths (thesis 4.5, rules 15 to 22). {@link org.ftchain.app.recovery.RecoveryMachine} and
 * {@link org.ftchain.app.recovery.BaseSelection} decide and are pure: outcomes and time come in as arguments, deeds go out
 * through {@link org.ftchain.app.recovery.RecoveryActions}. {@link org.ftchain.app.recovery.RecoveryDriver} does them;
 * {@link org.ftchain.app.recovery.Recoveries} starts one machine per chain that needs it.
 *
 * <p>The machine, its actions and answers are public for the simulation, which drives them as the driver does.
 *
 * <p>All machines run on one thread, the recovery loop, which never waits; stores, placement and rule lookups run on
 * workers. Imports the app's {@code api}, {@code health} and {@code steering}, and {@code org.ftchain.control}.
 */
package org.ftchain.app.recovery;
