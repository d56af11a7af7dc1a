package org.ftchain.testbed.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the built parts of FTChain and the JDKs are. */
public final class Project {
    private static final String VERSION = "1.0.0-SNAPSHOT";

    private final Path home;

    private Project(Path home) {
        this.home = home;
    }

    /** The project named by FTC_HOME, else the one around the working directory. */
    public static Project locate() {
        String home = System.getenv("FTC_HOME");
        if (home != null) {
            return new Project(Path.of(home));
        }
        for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
            if (Files.exists(path.resolve("ftc")) && Files.exists(path.resolve("pom.xml"))) {
                return new Project(path);
            }
        }
        throw new TestbedException("cannot find FTChain's directory: set FTC_HOME");
    }

    public Path home() {
        return home;
    }

    Path agentJar() {
        return artifact("dataplane-agent/agent/target/ftchain-agent-" + VERSION + ".jar");
    }

    Path appArchive() {
        return artifact("app/oar/target/ftchain-" + VERSION + ".oar");
    }

    Path providerArchive() {
        return artifact("tests/testbed/openflow-provider/target/ftchain-testbed-openflow-" + VERSION + ".oar");
    }

    /** The assembled ONOS home, with karaf and config below it. */
    Path onosDistribution() {
        return artifact("tests/testbed/onos-distribution/target/onos");
    }

    private Path artifact(String relative) {
        Path path = home.resolve(relative);
        if (!Files.exists(path)) {
            throw new TestbedException(relative + " is not built: run ./ftc up, or mvn package");
        }
        return path;
    }

    /** The java program for ONOS: a JDK 11 to 17. */
    static Path onosJavaHome() {
        return javaHome("FTC_JDK17_HOME", 11, 17, "ONOS needs a JDK 11 to 17");
    }

    /** The java program for the agents. */
    static Path agentJava() {
        return javaHome("FTC_JDK25_HOME", 25, 99, "the agents need a JDK 25").resolve("bin/java");
    }

    private static Path javaHome(String variable, int low, int high, String need) {
        String named = System.getenv(variable);
        if (named != null) {
            return Path.of(named);
        }
        Path running = Path.of(System.getProperty("java.home"));
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            return Stream.concat(Stream.of(running), installed.sorted()).filter(home -> {
                int version = version(home);
                return version >= low && version <= high;
            }).findFirst().orElseThrow(() -> new TestbedException(need + ": none found in /usr/lib/jvm, set " + variable));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /usr/lib/jvm", e);
        }
    }

    private static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return 0;
        }
        try {
            List<String> lines = Files.readAllLines(release);
            return lines.stream().filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.replaceAll("^JAVA_VERSION=\"(\\d+).*", "$1")).mapToInt(Integer::parseInt).findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + release, e);
        }
    }
}
