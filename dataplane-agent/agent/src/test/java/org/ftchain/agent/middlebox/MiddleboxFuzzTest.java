package org.ftchain.agent.middlebox;

import org.ftchain.agent.packet.Direction;
import org.ftchain.agent.packet.Packet;
import org.ftchain.agent.packet.PacketFuzzTest;
import org.junit.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Mutated packets through every middlebox: no exception, no change of length, nothing changed beyond the limit. */
public class MiddleboxFuzzTest {
    private static final int ROUNDS = 30_000;

    @Test(timeout = 120_000)
    public void shouldAnswerAVerdictWhateverThePacket() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<MiddleboxFixture> fixtures = List.of(
                new MiddleboxFixture("firewall", "{'rules':[{'action':'allow','protocol':'tcp',"
                        + "'destinationPorts':'80'},{'action':'deny','protocol':'icmp','source':'10.0.1.0/24'}]}"),
                new MiddleboxFixture(new Monitor(true, 1, 500)),
                new MiddleboxFixture("nat", "{'externalAddress':'10.0.1.10','ports':'40000-40020'}"),
                new MiddleboxFixture("nat", "{'externalAddress':'10.0.2.100','ports':'40000-40200'}"),
                new MiddleboxFixture("gen", "{'stateBytes':256}"),
                new MiddleboxFixture("replica", "{}"));
        fixtures.forEach(fixture -> fixture.transaction.keepsEmitted = false);
        Packet packet = new Packet();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] original = PacketFuzzTest.randomPacket(random);
            for (MiddleboxFixture fixture : fixtures) {
                byte[] bytes = original.clone();
                String what = "seed " + seed + " round " + round + " " + fixture.middlebox.getClass().getSimpleName();
                if (!packet.wrap(MemorySegment.ofArray(bytes), 0, bytes.length)) {
                    continue;
                }
                int length = packet.length();
                fixture.transaction.nowMs += random.nextInt(2000);
                Direction direction = random.nextBoolean() ? Direction.FORWARD : Direction.REVERSE;
                try {
                    int verdict = fixture.middlebox.process(packet, direction, fixture.transaction);
                    assertTrue(what, verdict == Middlebox.FORWARD || verdict == Middlebox.DROP);
                } catch (RuntimeException e) {
                    throw new AssertionError(what, e);
                }
                assertEquals(what, length, packet.length());
                int limit = Math.min(bytes.length, Middlebox.MAX_CHANGED_BYTES);
                assertArrayEquals(what, Arrays.copyOfRange(original, limit, original.length),
                        Arrays.copyOfRange(bytes, limit, bytes.length));
            }
        }
    }
}
