/**
 * What {@code ./ftc} runs: the commands up, down and cli, and the demo, which kills servers under traffic and shows that
 * no state is lost. May import {@code org.ftchain.testbed.network}.
 */
package org.ftchain.testbed.demo;
