/**
 * From a placement's allocations and flows to paths, few rather than many. Each path visits one node per hop and becomes a
 * fault-tolerant chain of its own.
 *
 * <p>Imports the JDK and {@code model} only. No state.
 */
package org.ftchain.kariz.decompose;
