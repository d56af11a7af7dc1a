/**
 * Small linear programs: a dense revised simplex to which rows and columns are added while it is being solved. Knows nothing
 * of networks and chains.
 *
 * <p>Imports the JDK only. Deterministic, no clock.
 */
package org.ftchain.kariz.lp;
