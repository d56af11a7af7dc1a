/**
 * The agent process: options, start and stop, the worker threads, and how requests get to them.
 *
 * <p>May import every other package of the agent; none imports this one. The first worker thread owns the port; hops and
 * state belong to the worker threads that run them. Everything else reaches them through
 * {@link org.ftchain.agent.runtime.Worker#execute}, while all worker threads but the first stand still.
 */
package org.ftchain.agent.runtime;
