package org.ftchain.agent.chain;

import org.junit.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

public class MemoryFramesTest {
    private final List<byte[]> sent = new ArrayList<>();
    private final MemoryFrames frames = new MemoryFrames(2, 100, this::onSent);

    private void onSent(long offset, int length) {
        sent.add(frames.copy(offset, length));
    }

    @Test
    public void shouldHandOutEverySlotOnceUntilItIsFreed() {
        long first = frames.receive(new byte[10]);
        long second = frames.receive(new byte[10]);
        assertEquals(MemoryFrames.SLOT_BYTES, Math.abs(first - second));
        assertEquals(-1, frames.receive(new byte[10]));
        assertEquals(2, frames.usedSlots());
        frames.free(second + 20);
        assertEquals(second, frames.receive(new byte[10]));
    }

    @Test
    public void shouldHandSentFramesWithTheirSlotToTheOutlet() {
        byte[] frame = {1, 2, 3, 4};
        long offset = frames.receive(frame);
        frames.transmit(offset, frame.length);
        assertArrayEquals(frame, sent.getFirst());
        assertEquals(1, frames.usedSlots());
        frames.free(offset);
        assertEquals(0, frames.usedSlots());
    }

    @Test
    public void shouldStopWhereASlotWouldHaveTwoOwners() {
        long offset = frames.receive(new byte[10]);
        frames.free(offset);
        assertThrows(IllegalStateException.class, () -> frames.free(offset));
        assertThrows(IllegalStateException.class, () -> frames.transmit(offset, 10));
        long other = frames.receive(new byte[10]);
        assertThrows(IllegalStateException.class, () -> frames.transmit(other, 101));
    }
}
