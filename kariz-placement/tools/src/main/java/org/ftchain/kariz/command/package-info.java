/**
 * The placement commands of {@code ./ftc}: arguments, time limits, exit statuses, progress on standard error.
 *
 * <p>Clocks, threads and standard streams are used here only. May import everything of the placement.
 */
package org.ftchain.kariz.command;
