package org.ftchain.testbed.network;

import static org.junit.Assert.assertEquals;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public class PcapReaderTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] capture(ByteOrder order, int magic, int linkType, int... frameBytes) {
        ByteBuffer file = ByteBuffer.allocate(4096).order(order);
        file.putInt(magic).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(96).putInt(linkType);
        for (int length : frameBytes) {
            file.putInt(5).putInt(7).putInt(length).putInt(1500);
            for (int at = 0; at < length; at++) {
                file.put((byte) at);
            }
        }
        return Arrays.copyOf(file.array(), file.position());
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.newFile().toPath(), bytes);
    }

    private static List<String> read(Path file) {
        List<String> frames = new ArrayList<>();
        PcapReader.read(file, (timeNs, frame) -> frames.add(timeNs + ":" + frame.remaining()));
        return frames;
    }

    @Test
    public void shouldReadBothByteOrdersAndTimeUnits() throws IOException {
        assertEquals(List.of("5000007000:60", "5000007000:96"),
                read(file(capture(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1, 60, 96))));
        assertEquals(List.of("5000000007:60"), read(file(capture(ByteOrder.BIG_ENDIAN, 0xa1b23c4d, 1, 60))));
    }

    @Test
    public void shouldEndAtAnyTruncation() throws IOException {
        byte[] whole = capture(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1, 20, 30);
        for (int length = 24; length < whole.length; length++) {
            int complete = length < 24 + 16 + 20 ? 0 : 1;
            assertEquals("length " + length, complete, read(file(Arrays.copyOf(whole, length))).size());
        }
    }

    @Test(expected = TestbedException.class)
    public void shouldRejectOtherLinkTypes() throws IOException {
        read(file(capture(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 113, 60)));
    }

    @Test(expected = TestbedException.class)
    public void shouldRejectOtherFiles() throws IOException {
        read(file(new byte[100]));
    }
}
