package org.ftchain.system.standalone;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.ftchain.system.SharedTestbed;
import org.ftchain.testbed.network.RunDirectory;
import org.ftchain.testbed.network.Testbed;
import org.ftchain.testbed.network.TestbedException;
import org.junit.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

public class PortInUseTest {
    @Test(timeout = 60_000)
    public void shouldNameThePortAndItsProcess() throws IOException {
        SharedTestbed.release();
        try (ServerSocket ignored = new ServerSocket(8101, 1, InetAddress.getLoopbackAddress())) {
            TestbedException e = assertThrows(TestbedException.class, () -> Testbed.start(RunDirectory.fromEnvironment(),
                    "PortInUseTest", System.out::println));
            assertTrue(e.getMessage(), e.getMessage().contains("8101")
                    && e.getMessage().contains("process " + ProcessHandle.current().pid()));
        }
    }
}
