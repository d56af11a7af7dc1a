/**
 * The agent's part in installing, sealing and opening hops (thesis 4.5; rules 15-22): what the orchestrator asks,
 * carried out on the hops. Pure: fetched state comes as bytes. Imports {@code chain} and what is below it, and the
 * control messages. Runs on the first worker thread, while the others stand still.
 */
package org.ftchain.agent.recovery;
