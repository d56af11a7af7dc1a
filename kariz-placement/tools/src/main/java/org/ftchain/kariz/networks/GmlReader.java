package org.ftchain.kariz.networks;

import org.ftchain.kariz.files.BadFileException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * GML: keys with values that are numbers, quoted text or lists in brackets. Of the graph's nodes {@code id} and {@code label},
 * of its edges {@code source}, {@code target} and {@code LinkSpeedRaw} (bit/s) are read, everything else is passed over. One
 * object reads one text.
 */
final class GmlReader {
    private static final int MAX_DEPTH = 50;
    private static final Map<String, String> ENTITIES = Map.of("amp", "&", "quot", "\"", "lt", "<", "gt", ">", "apos", "'");

    private final String file;
    private final String text;
    private int at;
    private int line = 1;

    GmlReader(String file, String text) {
        this.file = file;
        this.text = text;
    }

    Topology read() throws BadFileException {
        Topology topology = null;
        for (String key = key(); key != null; key = key()) {
            if (key.equals("graph")) {
                if (topology != null) {
                    throw bad("must have one graph", key);
                }
                topology = graph();
            } else {
                value(0);
            }
        }
        if (topology == null) {
            throw new BadFileException(file + ": must have a graph: there is none");
        }
        return topology;
    }

    private Topology graph() throws BadFileException {
        Topology topology = new Topology();
        List<Map<String, String>> edges = new ArrayList<>();
        open();
        for (String key = key(); key != null; key = key()) {
            if (key.equals("node")) {
                Map<String, String> node = fields();
                if (!topology.addNode(field(node, "node", "id"), unescaped(node.getOrDefault("label", "")))) {
                    throw bad("node id must be given to one node only", node.get("id"));
                }
            } else if (key.equals("edge")) {
                edges.add(fields());
            } else {
                value(0);
            }
        }
        close();
        for (Map<String, String> edge : edges) {
            for (String end : List.of("source", "target")) {
                if (!topology.hasNode(field(edge, "edge", end))) {
                    throw bad("edge " + end + " must be the id of a node", edge.get(end));
                }
            }
            topology.addEdge(edge.get("source"), edge.get("target"),
                TopologyReader.mbps(edge.getOrDefault("LinkSpeedRaw", "")));
        }
        return topology;
    }

    private String field(Map<String, String> fields, String owner, String key) throws BadFileException {
        line = Integer.parseInt(fields.get("\n"));
        String value = fields.get(key);
        if (value == null || value.isBlank()) {
            throw bad(owner + " " + key + " must be given", value == null ? "it is missing" : '"' + value + '"');
        }
        return value;
    }

    /** The fields of a node or an edge that are no lists, the first of each name; under a line feed the line of its end. */
    private Map<String, String> fields() throws BadFileException {
        Map<String, String> fields = new HashMap<>();
        open();
        for (String key = key(); key != null; key = key()) {
            String value = value(0);
            if (value != null) {
                fields.putIfAbsent(key, value);
            }
        }
        fields.put("\n", String.valueOf(line));
        close();
        return fields;
    }

    /** @return null for a list */
    private String value(int depth) throws BadFileException {
        char first = peek();
        if (first == '[') {
            if (depth == MAX_DEPTH) {
                throw bad("lists must be nested at most " + MAX_DEPTH + " deep", "[");
            }
            open();
            while (key() != null) {
                value(depth + 1);
            }
            close();
            return null;
        }
        if (first == '"') {
            int end = text.indexOf('"', at + 1);
            if (end < 0) {
                throw bad("text must end with a quote", text.substring(at));
            }
            String value = text.substring(at + 1, end);
            line += (int) value.chars().filter(c -> c == '\n').count();
            at = end + 1;
            return value;
        }
        String word = word();
        if (!word.matches("[+-]?[0-9.].*|NAN|[+-]?INF")) {
            throw bad("a value must be a number, text in quotes or a list", word.isEmpty() ? rest() : word);
        }
        return word;
    }

    /** @return null before a closing bracket and at the end */
    private String key() throws BadFileException {
        char first = peek();
        if (first == 0 || first == ']') {
            return null;
        }
        String word = word();
        if (!word.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
            throw bad("a key must be a word", word.isEmpty() ? rest() : word);
        }
        return word;
    }

    private void open() throws BadFileException {
        if (peek() != '[') {
            throw bad("a list must begin with [", rest());
        }
        at++;
    }

    private void close() throws BadFileException {
        if (peek() != ']') {
            throw bad("a list must end with ]", rest());
        }
        at++;
    }

    /** The next character that is neither space nor comment, or 0 at the end. */
    private char peek() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
            } else {
                return c;
            }
        }
        return 0;
    }

    private String word() {
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "[]\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start && at < text.length()) {
            at++;
        }
        return text.substring(start, at);
    }

    private String rest() {
        return at >= text.length() ? "the file ends here" : text.substring(at, Math.min(text.length(), at + 80));
    }

    private BadFileException bad(String must, String value) {
        return new BadFileException(file + ": line " + line + ": " + must + ": " + TopologyReader.shown(value));
    }

    /** Numbers and names of characters that GML writes for what is not ASCII. */
    private static String unescaped(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int end = text.charAt(i) == '&' ? text.indexOf(';', i) : -1;
            String name = end > i && end - i <= 9 ? text.substring(i + 1, end) : "";
            if (name.matches("#[0-9]{1,6}") && Character.isValidCodePoint(Integer.parseInt(name.substring(1)))) {
                plain.appendCodePoint(Integer.parseInt(name.substring(1)));
                i = end;
            } else if (ENTITIES.containsKey(name)) {
                plain.append(ENTITIES.get(name));
                i = end;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
