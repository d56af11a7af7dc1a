/**
 * Packet transactions on partitioned state (thesis 4.3.1, 4.3.2; rules 1-3): strict two-phase locking over partitions
 * with wound-wait. Imports {@code wire} for the encoding of entries. A store belongs to one worker thread and locks
 * nothing, or to several and has a lock per partition; a {@code PacketTransaction} belongs to one thread. What happens
 * while a thread waits comes from outside ({@code Interleaving}).
 */
package org.ftchain.agent.stm;
