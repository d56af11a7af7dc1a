/**
 * The middleboxes (thesis table 4.1): a packet and a transaction in, a verdict out. They see packets and transactions
 * only, never replication, clocks or I/O, and keep no state outside the maps of their transactions (thesis 4.3.1).
 * Imports packet and stm. Everything but the factory runs on the worker thread that owns the object.
 */
package org.ftchain.agent.middlebox;
