package org.ftchain.kariz.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A value in a JSON file that knows where it is, and refuses with that place what it should not be. Immutable. */
final class JsonValue {
    /** Four times what a network of 30,000 nodes needs. */
    static final long MAX_FILE_BYTES = 32L << 20;
    private static final int MAX_SHOWN = 60;
    private static final ObjectMapper MAPPER = new ObjectMapper()
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String file;
    private final String path;
    private final JsonNode node;

    private JsonValue(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** @throws BadFileException if the file is missing, too large or no JSON */
    static JsonValue read(Path file) throws BadFileException {
        try {
            if (Files.isDirectory(file)) {
                throw new BadFileException(file + ": must be a file, not a directory");
            }
            long size = Files.size(file);
            if (size > MAX_FILE_BYTES) {
                throw new BadFileException(file + ": must have at most " + MAX_FILE_BYTES + " bytes: size=" + size);
            }
            JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
            if (root == null || root.isMissingNode()) {
                throw new BadFileException(file + ": must be JSON: the file is empty");
            }
            return new JsonValue(file.toString(), "", root);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr();
            String what = e instanceof JsonEOFException ? "it is cut off" : plain(e.getOriginalMessage());
            throw new BadFileException(file + ": must be JSON" + where + ": " + what);
        } catch (NoSuchFileException e) {
            throw new BadFileException(file + ": must exist: no such file");
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be read: " + oneLine(String.valueOf(e.getMessage()), 200));
        }
    }

    /** Without the parser's settings, which are nothing to who writes the file. */
    private static String plain(String message) {
        return oneLine(message, 200).replaceAll("[:,]? enable `Json.*| \\(not recognized as one since Feature.*", "");
    }

    private static String oneLine(String text, int length) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= length ? line : line.substring(0, length) + "...";
    }

    /** Always to be thrown. @param must what the value should be, "must be ..." */
    BadFileException bad(String must) {
        return new BadFileException(file + ": " + name() + " " + must + ": " + oneLine(node.toString(), MAX_SHOWN));
    }

    private String name() {
        return path.isEmpty() ? "the file" : path;
    }

    /** What a model class says about the value, with the file in front. */
    BadFileException refused(IllegalArgumentException e) {
        return new BadFileException(file + ": " + name() + ": " + oneLine(String.valueOf(e.getMessage()), 200));
    }

    /** An object with no other than these fields. */
    JsonValue object(String... fields) throws BadFileException {
        if (!node.isObject()) {
            throw bad("must be an object");
        }
        Set<String> known = Set.of(fields);
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!known.contains(name)) {
                throw child(name).bad("must be one of " + List.of(fields));
            }
        }
        return this;
    }

    boolean has(String field) {
        return node.has(field);
    }

    JsonValue field(String name) throws BadFileException {
        if (!node.has(name)) {
            throw new BadFileException(file + ": " + child(name).path + " must be given: it is missing");
        }
        return child(name);
    }

    private JsonValue child(String name) {
        String label = oneLine(name, MAX_SHOWN);
        return new JsonValue(file, path.isEmpty() ? label : path + "." + label, node.path(name));
    }

    List<JsonValue> elements() throws BadFileException {
        if (!node.isArray()) {
            throw bad("must be an array");
        }
        List<JsonValue> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonValue(file, path + "[" + i + "]", node.get(i)));
        }
        return elements;
    }

    /** A name: text that is not blank and has no control characters. */
    String id() throws BadFileException {
        String text = node.isTextual() ? node.textValue() : "";
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw bad("must be a name (text without control characters, not empty)");
        }
        return text;
    }

    double positive() throws BadFileException {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(value > 0) || Double.isInfinite(value)) {
            throw bad("must be a number > 0 and finite");
        }
        return value;
    }

    double notNegative() throws BadFileException {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw bad("must be a number >= 0 and finite");
        }
        return value + 0.0;
    }

    int integer(int least) throws BadFileException {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least) {
            throw bad("must be an integer >= " + least);
        }
        return node.intValue();
    }

    /** @throws BadFileException if the value is neither true nor false */
    boolean truth() throws BadFileException {
        if (!node.isBoolean()) {
            throw bad("must be true or false");
        }
        return node.booleanValue();
    }

    /** Amounts >= 0 by resource. */
    Map<String, Double> amounts() throws BadFileException {
        if (!node.isObject()) {
            throw bad("must be an object of amounts by resource");
        }
        Map<String, Double> amounts = new TreeMap<>();
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
                throw child(name).bad("must have the name of a resource");
            }
            amounts.put(name, child(name).notNegative());
        }
        return amounts;
    }
}
