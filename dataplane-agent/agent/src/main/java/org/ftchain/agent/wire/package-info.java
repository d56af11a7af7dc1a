/**
 * Wire format of piggyback messages (thesis 4.3, 4.4.2; rule 14). Imports the JDK only. Codecs are single-threaded
 * flyweights over byte arrays: a message is at most a frame long, and one copy makes the parser and the checksum simple.
 */
package org.ftchain.agent.wire;
