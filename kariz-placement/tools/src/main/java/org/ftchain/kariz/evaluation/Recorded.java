package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Link;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * Keeps the answers of a slow contestant in a file, a line each, and gives them again: an evaluation that was stopped goes on
 * where it was, and others can be compared on the same instances later. Every line has a hash of its question. A last
 * line that is cut off counts as not written. Not thread-safe.
 */
final class Recorded implements Contestant {
    private final Path file;
    private final Contestant other;
    private final List<String> lines;
    private int next;

    /** @param other who answers what is not in the file; its answers are added */
    Recorded(Path file, Contestant other) throws BadFileException {
        this.file = file;
        this.other = other;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            String text = Files.exists(file) ? Files.readString(file) : "";
            int whole = text.lastIndexOf('\n') + 1;
            if (whole < text.length()) {
                text = text.substring(0, whole);
                Files.writeString(file, text);
            }
            lines = List.of(text.isEmpty() ? new String[0] : text.split("\n"));
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be read or written: " + e.getMessage());
        }
    }

    /** True when the next answer is in the file. */
    boolean hasNext() {
        return next < lines.size();
    }

    private static String question(Network free, ChainDemand chain) {
        int hash = Objects.hash(chain.source(), chain.target(), chain.middleboxes(), chain.throughputMbps(), chain.failures());
        for (Node node : free.nodes().values()) {
            hash = 31 * hash + Objects.hash(node.id(), node.capacity());
        }
        for (Link link : free.links().values()) {
            hash = 31 * hash + Objects.hash(link.id(), link.a(), link.b(), link.bandwidthMbps());
        }
        return Integer.toHexString(hash);
    }

    @Override
    public SolvedChain place(Network free, ChainDemand chain) throws BadFileException {
        String question = question(free, chain);
        if (hasNext()) {
            String line = lines.get(next++);
            if (!line.startsWith(question + AnswerLine.FIELD)) {
                throw new BadFileException(file + ": line " + next + " must answer question " + question
                    + " (remove the file if settings have changed): " + line.substring(0, Math.min(20, line.length())));
            }
            try {
                return AnswerLine.read(line.substring(question.length() + 1));
            } catch (RuntimeException e) {
                throw new BadFileException(file + ": line " + next + " must be an answer: " + e.getMessage());
            }
        }
        next++;
        SolvedChain solved = other.place(free, chain);
        String line = question + AnswerLine.FIELD + AnswerLine.of(solved) + "\n";
        try {
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be written: " + e.getMessage());
        }
        return solved;
    }
}
