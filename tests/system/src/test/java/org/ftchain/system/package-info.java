/**
 * End-to-end tests on the one-machine testbed. The classes of this package share one testbed that stays up for the whole
 * run; those of {@code standalone} start their own and therefore end the shared one. They need root.
 */
package org.ftchain.system;
