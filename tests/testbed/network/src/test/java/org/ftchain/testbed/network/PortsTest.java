package org.ftchain.testbed.network;

import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;

import org.junit.Test;

public class PortsTest {
    private static final String LISTENERS = """
            LISTEN 0 50 [::ffff:127.0.0.1]:8181 *:* users:(("java",pid=6878,fd=269))
            LISTEN 0 128 0.0.0.0:18101 0.0.0.0:* users:(("sshd",pid=9,fd=3))
            """;

    @Test
    public void shouldFindTheListenerOfExactlyThisPort() {
        assertNotNull(Ports.user(LISTENERS, 8181));
        assertNull(Ports.user(LISTENERS, 8101));
    }
}
