package org.ftchain.agent.control;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of UTF-8 from a stream, bounded in size. Not thread-safe. */
final class LineReader {
    private final InputStream in;
    private final int maxLineBytes;
    private final byte[] chunk = new byte[16384];
    private int position;
    private int limit;
    private byte[] line = new byte[1024];

    LineReader(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * The next line without its end, or null at the end of the stream (an unfinished last line is dropped).
     *
     * @throws IOException also when the line is too long
     */
    String next() throws IOException {
        int length = 0;
        while (true) {
            if (position == limit) {
                position = 0;
                limit = Math.max(0, in.read(chunk));
                if (limit == 0) {
                    return null;
                }
            }
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            int part = end - position;
            if (part > maxLineBytes - length) {
                throw new IOException("a line is longer than " + maxLineBytes + " bytes");
            }
            if (length + part > line.length) {
                line = Arrays.copyOf(line, Math.max(length + part, 2 * line.length));
            }
            System.arraycopy(chunk, position, line, length, part);
            length += part;
            position = end;
            if (end < limit) {
                position++;
                return new String(line, 0, length, StandardCharsets.UTF_8);
            }
        }
    }
}
