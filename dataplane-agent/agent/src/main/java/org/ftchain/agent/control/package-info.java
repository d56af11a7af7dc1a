/**
 * Talking to others: the control channel and heartbeats to the orchestrators, the peer channel between agents.
 *
 * <p>May import {@code org.ftchain.control} (the messages) and the JDK; knows neither chains nor packets. Every class
 * has threads of its own, none runs on the worker thread. What arrives is bounded in size and time before it is used.
 */
package org.ftchain.agent.control;
