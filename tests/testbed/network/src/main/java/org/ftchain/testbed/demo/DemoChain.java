package org.ftchain.testbed.demo;

import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.RunDirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the chain firewall, monitor, NAT between the testbed's hosts. */
public final class DemoChain {
    private DemoChain() {
    }

    /** The per-middlebox configuration, as the file of ftc-chain-create. */
    public static String spec() {
        return """
                {
                  "middleboxes": [
                    {"type": "firewall", "default": "deny", "rules": [
                      {"action": "allow", "protocol": "icmp", "destination": "%1$s/32"},
                      {"action": "allow", "protocol": "tcp", "destination": "%1$s/32", "destinationPorts": "80-8080"}]},
                    {"type": "monitor"},
                    {"type": "nat", "externalAddress": "%2$s", "ports": "20000-59999", "timeoutSeconds": 300}],
                  "gateway": "%3$s"
                }
                """.formatted(Layout.WEB_ADDRESS, Layout.NAT_ADDRESS, Layout.CLIENT_GATEWAY);
    }

    /** Writes the specification where the ONOS shell can read it. */
    public static Path writeSpec(RunDirectory directory, String name) {
        Path file = directory.directory("chains").resolve(name + ".json");
        try {
            Files.writeString(file, spec());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return file;
    }
}
