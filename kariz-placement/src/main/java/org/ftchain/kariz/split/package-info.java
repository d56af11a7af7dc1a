/**
 * Kariz with split volumes: linear relaxations over whole paths, completed to purchases of instances by diving, and improved by
 * removing and re-inserting parts.
 *
 * <p>Imports the JDK, {@code model}, {@code flow} and {@code lp} only. Keeps no state between calls; reads no clock, but is told by
 * its caller when to stop.
 */
package org.ftchain.kariz.split;
