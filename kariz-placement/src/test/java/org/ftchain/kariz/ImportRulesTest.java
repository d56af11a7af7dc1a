package org.ftchain.kariz;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import org.junit.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may use whom. Reads the sources, so that a name written out in full counts as well. */
public class ImportRulesTest {
    private static final Path SOURCES = Paths.get("src/main/java");
    private static final Pattern QUALIFIED = Pattern.compile("\\b((?:[a-z][a-z0-9]*\\.)+)[A-Z]\\w*");
    private static final Pattern LITERAL_OR_COMMENT =
        Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final String ROOT = "org.ftchain.kariz.";

    /** Package -> the packages of ours that it may use. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
        "model", Set.of(),
        "flow", Set.of(),
        "lp", Set.of(),
        "split", Set.of("model", "flow", "lp", "decompose"),
        "solver", Set.of("model", "flow", "split"),
        "decompose", Set.of("model"),
        "verify", Set.of("model"));

    @Test
    public void shouldUseOnlyTheJdkAndWhatIsAllowedOfOurs() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String own = packageOf(file);
            for (String used : usedPackages(Files.readString(file))) {
                boolean allowed = used.startsWith("java.")
                    || used.startsWith(ROOT) && (used.equals(ROOT + own)
                    || ALLOWED.getOrDefault(own, Set.of()).contains(used.substring(ROOT.length())));
                if (!allowed) {
                    wrong.add(SOURCES.relativize(file) + " uses " + used);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    public void shouldHaveARuleAndADescriptionForEveryPackage() throws IOException {
        Map<String, Boolean> described = new TreeMap<>();
        for (Path file : sources()) {
            described.merge(packageOf(file), file.endsWith("package-info.java"), Boolean::logicalOr);
        }
        assertEquals(new TreeMap<>(ALLOWED).keySet(), described.keySet());
        assertFalse("package without package-info: " + described, described.containsValue(false));
    }

    @Test
    public void shouldFindImportsAndNamesWrittenOutInFull() {
        assertEquals(Set.of("org.ftchain.kariz.solver", "com.example"), usedPackages(
            "/** org.other.Comment */ import org.ftchain.kariz.solver.KarizSolver;\n"
                + "class X { String s = \"org.text.Literal\"; Object o = new com.example.Thing(); } // a.b.C\n"));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".java")).sorted().collect(Collectors.toList());
            assertFalse("no sources in " + SOURCES.toAbsolutePath(), found.isEmpty());
            return found;
        }
    }

    private static String packageOf(Path file) {
        return SOURCES.resolve("org/ftchain/kariz").relativize(file).getParent().toString().replace('/', '.');
    }

    private static Set<String> usedPackages(String source) {
        Matcher matcher = QUALIFIED.matcher(LITERAL_OR_COMMENT.matcher(source).replaceAll(" "));
        Set<String> packages = new java.util.TreeSet<>();
        while (matcher.find()) {
            String qualifier = matcher.group(1);
            // A package has at least two parts; one part is a variable or a field of ours.
            if (qualifier.indexOf('.') < qualifier.length() - 1) {
                packages.add(qualifier.substring(0, qualifier.length() - 1));
            }
        }
        return packages;
    }
}
