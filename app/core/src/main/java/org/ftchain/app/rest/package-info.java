/**
 * REST under /onos/ftchain, with the users of ONOS. Thin: parses and prints, everything else is the chain service's. May
 * import {@code api} only.
 */
package org.ftchain.app.rest;
