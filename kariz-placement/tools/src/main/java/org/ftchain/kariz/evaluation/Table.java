package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A CSV file in the making. Not thread-safe. */
final class Table {
    private final StringBuilder text = new StringBuilder();
    private final int columns;

    Table(String columns) {
        this.columns = columns.split(",").length;
        text.append(columns).append('\n');
    }

    /** Numbers get six digits; NaN, which stands for no samples, becomes empty. */
    Table row(Object... values) {
        if (values.length != columns) {
            throw new IllegalArgumentException("a row must have " + columns + " values: " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",").append(text(values[i]));
        }
        text.append('\n');
        return this;
    }

    private static String text(Object value) {
        if (!(value instanceof Double)) {
            return String.valueOf(value);
        }
        double number = (Double) value;
        if (Double.isNaN(number)) {
            return "";
        }
        return number == Math.rint(number) && Math.abs(number) < 1e9 ? String.valueOf((long) number)
            : String.format(Locale.ROOT, "%.6g", number);
    }

    void write(Path file) throws BadFileException {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be written: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
