/**
 * The agent process: options, start and stop, the worker thread, and how requests get to it.
 *
 * <p>May import every other package of the agent; none imports this one. The worker thread owns port, hops and state;
 * everything else reaches them through {@link org.ftchain.agent.runtime.Worker#execute}.
 */
package org.ftchain.agent.runtime;
