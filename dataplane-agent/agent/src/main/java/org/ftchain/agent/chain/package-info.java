/**
 * A hop of a path on frames (thesis 4.3, 4.4; rules 1-13, 15, 17, 19, 21, 22): forwarder, head, replica, tail and buffer are what
 * {@link org.ftchain.agent.chain.Hop} does by its place on the ring. Frames come and go through
 * {@link org.ftchain.agent.chain.Frames}; time and randomness are arguments. Imports {@code wire}, {@code packet},
 * {@code stm}, {@code replication}, {@code middlebox}.
 *
 * <p>A {@code HopWorker} and what it uses belong to one of the agent's worker threads; a {@code Hop} has one for each of its
 * threads. What changes a hop as a whole runs while all worker threads stand still.
 */
package org.ftchain.agent.chain;
