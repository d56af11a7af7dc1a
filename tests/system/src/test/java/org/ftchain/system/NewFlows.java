package org.ftchain.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A program: begins one TCP connection from each of many ports and forgets it. Arguments: address, port, first port, count. */
public final class NewFlows {
    private NewFlows() {
    }

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        int first = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        for (int source = first; source < first + count; source++) {
            try (SocketChannel channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(source));
                channel.connect(target);
            }
        }
    }
}
