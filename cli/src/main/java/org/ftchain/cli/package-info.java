/**
 * The commands of the ONOS shell. Thin: they turn options into a specification, ask
 * {@link org.ftchain.app.api.ChainService} and print. Import {@code org.ftchain.app.api} only (a test enforces it). Each
 * command runs on the thread of its shell session.
 */
package org.ftchain.cli;
