/**
 * What the rest of FTChain's ONOS application, its shell commands and its pages share: the chain as the operator
 * described it, the stored record, and the services. Value classes are immutable and safe to share between threads;
 * those reachable from {@link org.ftchain.app.api.ChainRecord} are serialised by the store.
 *
 * <p>Imports the JDK, Jackson, Guava's immutable lists, ONOS's value types and {@code org.ftchain.control}. Hops are
 * numbered from 0 here and from 1 in what people read.
 */
package org.ftchain.app.api;
