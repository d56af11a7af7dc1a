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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may use whom, what and which of the machine's facilities. Reads the sources, so that names in full count as well. */
public class ToolImportRulesTest {
    private static final Path SOURCES = Paths.get("src/main/java");
    private static final Pattern QUALIFIED = Pattern.compile("\\b((?:[a-z][a-z0-9]*\\.)+)[A-Z]\\w*");
    private static final Pattern LITERAL_OR_COMMENT =
        Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final String ROOT = "org.ftchain.kariz.";

    /** Package -> what it may use beside the JDK: packages of ours, and prefixes of others. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
        "files", Set.of("model", "com.fasterxml.jackson."),
        "networks", Set.of("model", "files"),
        "published", Set.of("model", "flow", "decompose"),
        "exact", Set.of("model", "decompose", "com.google.ortools."),
        "solvers", Set.of("model", "solver", "published", "exact"),
        "evaluation", Set.of("model", "verify", "files", "networks", "solvers", "org.knowm.xchart."),
        "command", Set.of("model", "verify", "files", "networks", "solvers", "evaluation", "published"));
    /** What decides takes time and randomness as arguments: words, and the packages that may use them. */
    private static final Map<String, Set<String>> FACILITIES = Map.of(
        "System\\.(nanoTime|currentTimeMillis)", Set.of("command", "solvers"),
        "System\\.(out|err|in|exit|getenv)\\b", Set.of("command"),
        "new Random\\(\\)|Math\\.random|ThreadLocalRandom", Set.of(),
        "\\b(Thread|Executors|ExecutorService)\\b", Set.of("command"));

    @Test
    public void shouldUseOnlyTheJdkAndWhatIsAllowed() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String own = packageOf(file);
            for (String used : usedPackages(Files.readString(file))) {
                if (!used.startsWith("java.") && !used.startsWith("javax.") && !used.equals(ROOT + own)
                    && ALLOWED.getOrDefault(own, Set.of()).stream().noneMatch(allowed -> allowed.endsWith(".")
                    ? (used + ".").startsWith(allowed) : used.equals(ROOT + allowed))) {
                    wrong.add(SOURCES.relativize(file) + " uses " + used);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    public void shouldDrawInOneClassOnly() throws IOException {
        assertEquals(List.of("Charts.java"), sources().stream().filter(file -> {
            try {
                return usedPackages(Files.readString(file)).stream().anyMatch(used -> used.startsWith("java.awt")
                    || used.startsWith("org.knowm"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }).map(file -> file.getFileName().toString()).collect(Collectors.toList()));
    }

    @Test
    public void shouldTakeTimeAndRandomnessAsArguments() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String source = LITERAL_OR_COMMENT.matcher(Files.readString(file)).replaceAll(" ");
            FACILITIES.forEach((words, packages) -> {
                if (!packages.contains(packageOf(file)) && Pattern.compile(words).matcher(source).find()) {
                    wrong.add(SOURCES.relativize(file) + " uses " + words);
                }
            });
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
        Set<String> packages = new TreeSet<>();
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
