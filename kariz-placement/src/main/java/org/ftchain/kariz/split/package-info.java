/**
 * Kariz with split volumes: linear relaxations over whole paths, completed to purchases of instances by diving, and improved by
 * removing and re-inserting parts.
 *
 * <p>Imports the JDK, {@code model}, {@code flow} and {@code lp} only. Keeps no state between calls but in {@code LiveNetwork};
 * reads the clock in {@code TimeLimit} only.
 */
package org.ftchain.kariz.split;
