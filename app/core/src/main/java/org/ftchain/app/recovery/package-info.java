/** Deployment and recovery of paths (thesis 4.5, rules 15 to 22). */
package org.ftchain.app.recovery;
