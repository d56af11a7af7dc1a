package org.ftchain.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text of a production class and what stands in its place in a broken variant.
 *
 * @param type full name of the class
 * @param original must occur in its source exactly once
 */
record SourcePatch(String type, String original, String replacement) {
    private static final String[] SOURCE_ROOTS = {"dataplane-agent/agent", "app/core", "tests/simulation"};

    /** The class's source with its other patches. */
    static String source(String type) throws IOException {
        Path project = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent().getParent();
        for (String root : SOURCE_ROOTS) {
            Path file = project.resolve(root).resolve("src/main/java").resolve(type.replace('.', '/') + ".java");
            if (Files.exists(file)) {
                return Files.readString(file);
            }
        }
        throw new AssertionError("a variant patches a class that is not there: " + type);
    }

    /** Nothing changes, but constants of patched classes are taken from there. */
    static SourcePatch recompiled(String type) {
        return new SourcePatch(type, "", "");
    }

    String applyTo(String source) {
        if (original.isEmpty()) {
            return source;
        }
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new AssertionError("a variant's text must occur in " + type + " exactly once: " + original);
        }
        return source.substring(0, at) + replacement + source.substring(at + original.length());
    }
}
