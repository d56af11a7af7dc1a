package org.ftchain.kariz.networks;

import org.ftchain.kariz.files.BadFileException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads graphs in GML or GraphML as the Internet Topology Zoo writes them; which of the two is seen from the first letter. */
public final class TopologyReader {
    private static final long MAX_FILE_BYTES = 32L << 20;
    private static final int MAX_SHOWN = 60;

    private TopologyReader() {
    }

    /** @throws BadFileException one line that names the file, the line in it, what must be, and the value */
    public static Topology read(Path file) throws BadFileException {
        try {
            if (Files.isDirectory(file)) {
                throw new BadFileException(file + ": must be a file, not a directory");
            }
            long size = Files.size(file);
            if (size > MAX_FILE_BYTES) {
                throw new BadFileException(file + ": must have at most " + MAX_FILE_BYTES + " bytes: size=" + size);
            }
            String text = text(Files.readAllBytes(file)).stripTrailing();
            if (text.isEmpty()) {
                throw new BadFileException(file + ": must be GML or GraphML: the file is empty");
            }
            Topology topology = text.stripLeading().startsWith("<") ? new GraphMlReader(file.toString()).read(text.stripLeading())
                : new GmlReader(file.toString(), text).read();
            if (topology.nodes() == 0) {
                throw new BadFileException(file + ": must have a node");
            }
            return topology;
        } catch (NoSuchFileException e) {
            throw new BadFileException(file + ": must exist: no such file");
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be read: " + shown(String.valueOf(e.getMessage())));
        }
    }

    /** GML says ASCII with entities; files in the wild are UTF-8, perhaps with a byte order mark, or Latin-1. */
    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }

    /** @return Mbit/s, or 0 when the text is no speed in bit/s */
    static double mbps(String bitsPerSecond) {
        try {
            double value = Double.parseDouble(bitsPerSecond) / 1e6;
            return value > 0 && !Double.isInfinite(value) ? value : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
