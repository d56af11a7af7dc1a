/**
 * Replication of one hop's groups (thesis 4.3.2, 4.4.2; rules 2-13): numbers, logs, needs, commits. Pure: time comes as
 * an argument and messages as bytes. Imports {@code wire} and {@code stm}.
 *
 * <p>A {@code ReplicationWorker} with its {@code LogReceiver}, retained logs and told commits belongs to one worker thread.
 * A hop's threads share the stores, the commit vectors and the held logs, which have locks or publish their numbers where
 * there are several threads.
 */
package org.ftchain.agent.replication;
