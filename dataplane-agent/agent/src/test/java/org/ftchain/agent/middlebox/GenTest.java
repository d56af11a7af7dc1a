package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.TestPackets;
import org.ftchain.agent.packet.TestPacketsV6;
import org.junit.Test;

import java.util.Arrays;
import java.util.List;

import static org.ftchain.agent.packet.TestPackets.CLIENT;
import static org.ftchain.agent.packet.TestPackets.WEB;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

public class GenTest {
    @Test
    public void shouldWriteStateOfTheSizeAskedForPerPacketAndReadNone() {
        for (int stateBytes : new int[] {16, 64, 256}) {
            MiddleboxFixture gen = new MiddleboxFixture("gen", "{'stateBytes':" + stateBytes + "}");
            byte[] packet = TestPackets.tcp(CLIENT, 40000, WEB, 80, 60);
            assertArrayEquals(packet, gen.forward(packet));
            assertArrayEquals(Arrays.copyOf(packet, stateBytes), gen.transaction.value(0, 0));
            byte[] ipv6 = TestPacketsV6.udp(TestPacketsV6.CLIENT, 1, TestPacketsV6.WEB, 2, 300);
            assertArrayEquals(ipv6, gen.reverse(ipv6));
            assertArrayEquals(Arrays.copyOf(ipv6, stateBytes), gen.transaction.value(0, 0));
            assertEquals(2, gen.transaction.writes);
            assertEquals(0, gen.transaction.reads);
            assertEquals(1, gen.transaction.size(0));
        }
    }

    @Test
    public void shouldKeepOneVariablePerSharingGroup() {
        MiddleboxFixture gen = new MiddleboxFixture("gen", "{'stateBytes':16,'sharing':2}");
        for (int thread = 0; thread < 4; thread++) {
            gen.transaction.thread = thread;
            gen.forward(TestPackets.udp(CLIENT, 1, WEB, 2, 0));
        }
        assertEquals(List.of("threads 1-2 = bytes=16 first=4500001cbeef00004011a4c40a00010a",
                "threads 3-4 = bytes=16 first=4500001cbeef00004011a4c40a00010a"), gen.transaction.render(gen.middlebox, 0));
        assertEquals(64, new MiddleboxFixture("gen", "{}").middlebox.maps().get(0).valueBytes());
    }
}
