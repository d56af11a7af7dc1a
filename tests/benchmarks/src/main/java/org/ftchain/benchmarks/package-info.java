/**
 * What protection costs, measured in process: {@link org.ftchain.benchmarks.Bench} runs chains of production hops with
 * JMH, without and with FTC, and compares them per hop. Imports the agent and the control messages. Clocks are JMH's;
 * the chain itself sees a simulated one.
 */
package org.ftchain.benchmarks;
