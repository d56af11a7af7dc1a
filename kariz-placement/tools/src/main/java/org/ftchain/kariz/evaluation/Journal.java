package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is finished, a row each, in a CSV file whose first line has the settings. Only what was finished under the same settings
 * is gone on with. A last line that is cut off counts as not written. Values have no commas. Not thread-safe.
 */
final class Journal {
    private final Path file;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** @throws BadFileException when the file is of other settings, or damaged, or cannot be written */
    Journal(Path file, String settings, String columns) throws BadFileException {
        this.file = file;
        this.columns = Arrays.asList(columns.split(","));
        String head = "# " + settings + "\n" + columns + "\n";
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!Files.exists(file) || Files.size(file) < head.getBytes(StandardCharsets.UTF_8).length) {
                Files.writeString(file, head);
            }
            String text = Files.readString(file);
            if (!text.startsWith(head)) {
                throw new BadFileException(file + ": must be of these settings (or give another directory): # " + settings
                    + ": " + text.lines().findFirst().orElse(""));
            }
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            if (whole.length() < text.length()) {
                Files.writeString(file, whole);
            }
            for (String line : whole.substring(head.length()).split("\n")) {
                List<String> row = Arrays.asList(line.split(",", -1));
                if (!line.isEmpty() && row.size() != this.columns.size()) {
                    throw new BadFileException(file + ": each line must have " + this.columns.size() + " values: " + line);
                }
                if (!line.isEmpty()) {
                    rows.add(row);
                }
            }
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be read or written: " + e.getMessage());
        }
    }

    List<List<String>> rows() {
        return rows;
    }

    /** True when there is a row that starts with these values. */
    boolean has(Object... key) {
        return rows.stream().anyMatch(row -> startsWith(row, key));
    }

    private static boolean startsWith(List<String> row, Object... key) {
        for (int i = 0; i < key.length; i++) {
            if (!row.get(i).equals(String.valueOf(key[i]))) {
                return false;
            }
        }
        return true;
    }

    double number(List<String> row, String column) {
        return Double.parseDouble(text(row, column));
    }

    String text(List<String> row, String column) {
        return row.get(columns.indexOf(column));
    }

    void add(Object... values) throws BadFileException {
        List<String> row = new ArrayList<>();
        for (Object value : values) {
            row.add(String.valueOf(value));
        }
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException("a row must have " + columns.size() + " values: " + row);
        }
        rows.add(row);
        try {
            Files.write(file, (String.join(",", row) + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be written: " + e.getMessage());
        }
    }
}
