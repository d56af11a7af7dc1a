/**
 * A hop of a path on frames (thesis 4.3, 4.4; rules 4-13, 22): forwarder, head, replica, tail and buffer are what
 * {@link org.ftchain.agent.chain.Hop} does by its place on the ring. Frames come and go through
 * {@link org.ftchain.agent.chain.Frames}; time and randomness are arguments. Imports {@code wire}, {@code packet},
 * {@code stm}, {@code replication}, {@code middlebox}. Owned by the worker thread.
 */
package org.ftchain.agent.chain;
