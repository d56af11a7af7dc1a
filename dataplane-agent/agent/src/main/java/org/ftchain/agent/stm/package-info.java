/**
 * Packet transactions on partitioned state (thesis 4.3.1, 4.3.2; rules 1-3). Imports {@code wire} for the encoding of
 * entries. One worker thread owns a store; nothing here is shared between threads.
 */
package org.ftchain.agent.stm;
