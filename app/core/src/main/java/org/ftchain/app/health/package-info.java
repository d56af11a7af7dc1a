/**
 * Failure detection: heartbeats of the agents, suspicion, and its confirmation by a second source before recovery starts.
 * {@link org.ftchain.app.health.FailureDetector}, {@link org.ftchain.app.health.SuspicionJudge} and
 * {@link org.ftchain.app.health.AgentLives} decide and are pure;
 * {@link org.ftchain.app.health.HeartbeatReceiver} owns a thread that shares nothing that can block;
 * {@link org.ftchain.app.health.HealthMonitor} joins them to ONOS on the health executor.
 *
 * <p>Imports the app's {@code api}, {@code org.ftchain.control} and ONOS. Thesis 4.5: the orchestrator reliably detects
 * failures; fail-stop is approximated by fencing (rule 20), so that a wrong verdict costs a recovery but never state.
 */
package org.ftchain.app.health;
