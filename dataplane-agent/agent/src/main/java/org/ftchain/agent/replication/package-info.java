/**
 * Replication of one hop's groups (thesis 4.3.2, 4.4.2; rules 2-13): numbers, logs, needs, commits. Pure: time comes as
 * an argument and messages as bytes. Imports {@code wire} and {@code stm}. Owned by the worker thread.
 */
package org.ftchain.agent.replication;
