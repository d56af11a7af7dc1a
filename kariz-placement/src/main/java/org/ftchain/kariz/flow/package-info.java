/**
 * Min-cost flow on integers, and shortest distances. Knows graphs only: no middlebox, no chain, nothing else of this
 * project. Imports the JDK only. Nodes are numbers from 0; ties are broken by the smaller number.
 */
package org.ftchain.kariz.flow;
