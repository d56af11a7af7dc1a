/**
 * Packets and frame headers as flyweights over (segment, offset): what middleboxes and the chain read and change.
 * Imports the JDK only. No object here has a thread of its own; a flyweight belongs to the thread that wraps it.
 * Incremental checksums follow RFC 1624.
 */
package org.ftchain.agent.packet;
