package org.ftchain.cli;

import org.junit.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

/** The shell must not depend on anything of FTChain but its api. */
public class ImportsTest {
    private static final Pattern REFERENCE = Pattern.compile("org/ftchain/[a-z]+(/[a-z]+)?");

    @Test
    public void shouldReferToTheApiOnly() throws IOException {
        List<Path> classes;
        try (Stream<Path> files = Files.walk(Paths.get("target/classes"))) {
            classes = files.filter(file -> file.toString().endsWith(".class")).collect(Collectors.toList());
        }
        assertFalse("classes must be compiled", classes.isEmpty());
        List<String> foreign = new ArrayList<>();
        for (Path file : classes) {
            // The constant pool holds every class and descriptor that the code refers to.
            Matcher matcher = REFERENCE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                if (!matcher.group().startsWith("org/ftchain/app/api") && !matcher.group().startsWith("org/ftchain/cli")) {
                    foreign.add(file.getFileName() + " -> " + matcher.group());
                }
            }
        }
        assertEquals(List.of(), foreign);
    }
}
