/**
 * OpenFlow 1.3 switches, configured hosts and links, and ARP for the testbed's ONOS.
 *
 * <p>An ONOS that users run has {@code org.onosproject.openflow} and its host and link providers for this; they cannot be had from
 * Maven Central. Every provider is a component of its own on ONOS's OpenFlow controller service; what decides or encodes
 * ({@link org.ftchain.testbed.openflow.MatchEncoder}, {@link org.ftchain.testbed.openflow.PendingBatches}, ...) knows no
 * service and no thread.
 *
 * <p>Messages arrive on the thread of their switch's channel, in the order in which the switch sent them. Only the bookkeeping of
 * batches is done there, so that a barrier is never overtaken by the error that belongs before it; everything else goes to the
 * single thread of the provider.
 */
package org.ftchain.testbed.openflow;
