/**
 * The life of chains: create, delete, resume, place, and who leads. {@code ChainManager} is the service and holds the order
 * of the steps; {@code ChainConflicts}, {@code ChainMacs} and {@code ChainProtection} decide and are pure; the others adapt
 * ONOS's hosts, topology and leadership. May import {@code api}, {@code recovery.PathService} and the placement library.
 *
 * <p>Callers' threads do the work; what has no caller (resuming, leftovers) runs on {@code ftchain/chains-*}.
 */
package org.ftchain.app.chain;
