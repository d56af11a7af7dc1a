/**
 * The model of distributed service function chaining (thesis 2.2): a network, the middlebox offerings that can be
 * bought, one chain's demand, the weights of the objective, and a placement or the reason why there is none.
 *
 * <p>Imports the JDK only. Everything is immutable and safe to share between threads. Bandwidth and throughput are in
 * Mbit/s. Hops are numbered from 0 here (people and files number them from 1); segment {@code i} leads to hop {@code i},
 * so that segment 0 leaves the source and segment {@code hops} reaches the target.
 */
package org.ftchain.kariz.model;
