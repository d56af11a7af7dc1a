/**
 * Deterministic simulation of whole paths (thesis 4.3 to 4.5, rules 1 to 22): the agent's and the orchestrator's own code
 * under a simulated clock, network, switches and control channels, from one seed. {@link org.ftchain.simulation.Ledger}
 * and what it uses judge, from their own record of all transactions; they share no code with what they judge.
 *
 * <p>Imports the agent's {@code chain}, {@code recovery}, {@code middlebox}, {@code packet}, {@code stm} and
 * {@code replication}, and the application's {@code api}, {@code recovery} and {@code steering}. One thread per schedule.
 */
package org.ftchain.simulation;
