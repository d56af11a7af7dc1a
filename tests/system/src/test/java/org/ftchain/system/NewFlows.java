package org.ftchain.system;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** A program: sends one datagram from each of many ports. Arguments: address, port, first source port, count. */
public final class NewFlows {
    private NewFlows() {
    }

    public static void main(String[] arguments) throws IOException {
        InetAddress address = InetAddress.getByName(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        int first = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        for (int source = first; source < first + count; source++) {
            try (DatagramSocket socket = new DatagramSocket(source)) {
                socket.send(new DatagramPacket(new byte[64], 64, address, port));
            }
        }
    }
}
