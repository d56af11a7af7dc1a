package org.ftchain.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading in aligned columns, two blanks apart; numbers stand to the right. Pure. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... heading) {
        rows.add(List.of(heading));
    }

    /** @param cells as many as the heading has */
    void row(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("cells must be " + rows.get(0).size() + ": cells=" + cells);
        }
        rows.add(List.copyOf(cells));
    }

    /** One text per row, the heading first, without blanks at the end. */
    List<String> lines() {
        List<StringBuilder> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(new StringBuilder()));
        for (int column = 0; column < rows.get(0).size(); column++) {
            int at = column;
            int width = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            boolean right = rows.stream().skip(1).allMatch(row -> row.get(at).matches("[-0-9.]*"));
            for (int row = 0; row < rows.size(); row++) {
                String cell = rows.get(row).get(column);
                String pad = " ".repeat(width - cell.length());
                lines.get(row).append(column == 0 ? "" : "  ").append(right ? pad + cell : cell + pad);
            }
        }
        List<String> texts = new ArrayList<>();
        lines.forEach(line -> texts.add(line.toString().stripTrailing()));
        return texts;
    }
}
