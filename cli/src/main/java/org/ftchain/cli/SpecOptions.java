package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainSpecParser;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A specification from a file and options; options win. Values are not judged here but by {@link ChainSpecParser}, so that
 * the shell and REST refuse with the same words.
 */
final class SpecOptions {
    private static final int MAX_FILE_BYTES = 4 << 20;

    private final ObjectNode spec;

    private SpecOptions(ObjectNode spec) {
        this.spec = spec;
    }

    static SpecOptions none() {
        return new SpecOptions(JsonNodeFactory.instance.objectNode());
    }

    static SpecOptions ofFile(String file) throws ChainException {
        try (InputStream stream = Files.newInputStream(Path.of(file))) {
            byte[] bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw ChainException.invalid("--file must be at most " + MAX_FILE_BYTES + " bytes: --file=" + file);
            }
            return new SpecOptions(ChainSpecParser.readObject(new String(bytes, StandardCharsets.UTF_8),
                    "file " + file));
        } catch (NoSuchFileException e) {
            throw ChainException.invalid("--file does not exist on the machine of this shell: --file=" + file);
        } catch (IOException | InvalidPathException e) {
            throw ChainException.invalid("--file cannot be read (" + e.getMessage() + "): --file=" + file);
        }
    }

    /** A null is an option that was not given. */
    SpecOptions text(String field, String value) {
        if (value != null) {
            spec.put(field, value);
        }
        return this;
    }

    SpecOptions number(String field, String value) {
        if (value != null) {
            spec.set(field, number(value));
        }
        return this;
    }

    private static JsonNode number(String value) {
        try {
            BigDecimal number = new BigDecimal(value);
            return number.scale() <= 0 && number.precision() - number.scale() < 10
                    ? JsonNodeFactory.instance.numberNode(number.intValueExact()) : DecimalNode.valueOf(number);
        } catch (ArithmeticException | NumberFormatException e) {
            return TextNode.valueOf(value);
        }
    }

    SpecOptions flag(String field, boolean given) {
        if (given) {
            spec.put(field, true);
        }
        return this;
    }

    /** Types in order; must agree with those of the file, whose configurations stay. */
    SpecOptions middleboxes(String types) throws ChainException {
        if (types == null) {
            return this;
        }
        String[] wanted = types.split(",", -1);
        JsonNode given = spec.get("middleboxes");
        if (given == null || given.isNull()) {
            ArrayNode list = spec.putArray("middleboxes");
            for (String type : wanted) {
                list.addObject().put("type", type.trim());
            }
            return this;
        }
        List<String> inFile = new ArrayList<>();
        given.forEach(entry -> inFile.add(entry.path("type").asText()));
        List<String> inOption = new ArrayList<>();
        for (String type : wanted) {
            inOption.add(type.trim());
        }
        if (!inFile.equals(inOption)) {
            throw ChainException.invalid("--middleboxes must agree with the file, which has " + String.join(",", inFile)
                    + ": --middleboxes=" + types);
        }
        return this;
    }

    ObjectNode spec() {
        return spec;
    }
}
