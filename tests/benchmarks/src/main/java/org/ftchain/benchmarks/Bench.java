package org.ftchain.benchmarks;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The command line: measures every scenario without and with FTC, one after the other, and compares. */
public final class Bench {
    private static final int WRONG_USE = 2;

    /** How long to measure; the fork's flags are those of {@link ChainBenchmark}. */
    record Effort(int forks, int iterations, long iterationMs) {
        static final Effort FULL = new Effort(3, 5, 500);
        static final Effort QUICK = new Effort(1, 4, 500);
    }

    private final Effort effort;
    private final PrintStream log;
    private final List<RunResult> results = new ArrayList<>();
    private final Summary summary = new Summary();
    private int failed;

    Bench(Effort effort, PrintStream log) {
        this.effort = effort;
        this.log = log;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        Path caller = Path.of(System.getenv().getOrDefault("FTC_CALLER_DIR", ""));
        Path logFile = Path.of(System.getProperty("ftchain.log", "bench.log"));
        boolean quick = false;
        Path json = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--json" -> {
                    if (++i == arguments.length) {
                        return wrong("--json needs a file");
                    }
                    if (arguments[i].startsWith("-")) {
                        return wrong("--json needs a file, not an option: " + arguments[i]);
                    }
                    json = caller.resolve(arguments[i]).toAbsolutePath();
                }
                default -> {
                    return wrong("unknown option: " + arguments[i]);
                }
            }
        }
        if (json != null && (Files.isDirectory(json) || !Files.isDirectory(json.getParent()))) {
            return wrong("--json " + json + " must be a file in a directory that exists");
        }
        try (PrintStream log = new PrintStream(Files.newOutputStream(logFile), true, StandardCharsets.UTF_8)) {
            System.out.println("JDK " + Runtime.version() + ", " + Machine.describe() + ", commit "
                    + System.getProperty("ftchain.commit", "unknown"));
            Bench bench = new Bench(quick ? Effort.QUICK : Effort.FULL, log);
            bench.measure(quick ? Scenario.quick() : Scenario.all(), System.out);
            if (Runtime.getRuntime().availableProcessors() > 1) {
                bench.measure(quick ? Scenario.threads().subList(0, 1) : Scenario.threads(), System.out);
            }
            System.out.print("\n" + bench.summary.render());
            if (json != null) {
                bench.writeJson(json);
            }
            return bench.failed == 0 ? 0 : 1;
        } catch (IOException e) {
            System.err.println("bench: error: " + e.getMessage() + " (log: " + logFile + ")");
            return 1;
        }
    }

    private static int wrong(String what) {
        System.err.println("bench: error: " + what + " (see ./ftc bench --help)");
        return WRONG_USE;
    }

    /** Measures all of {@code scenarios}; a baseline that several share is measured beside each, in the same minute. */
    void measure(List<Scenario> scenarios, PrintStream progress) {
        for (int i = 0; i < scenarios.size(); i++) {
            Scenario scenario = scenarios.get(i);
            progress.printf("[%d/%d] %s: ", i + 1, scenarios.size(), scenario.name());
            progress.flush();
            try {
                Measurement none = measure(scenario.baseline());
                Measurement ftc = measure(scenario.setup());
                summary.add(scenario, none, ftc);
                progress.println(summary.last());
            } catch (RunnerException e) {
                failed++;
                log.println(e);
                progress.println("no figure, the chain lost packets or stopped: see JMH's log");
            }
        }
    }

    private Measurement measure(ChainSetup setup) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().include(ChainBenchmark.class.getName() + ".packet")
                .param("middlebox", setup.middlebox())
                .param("length", Integer.toString(setup.length()))
                .param("failures", Integer.toString(setup.failures()))
                .param("flows", Integer.toString(setup.flows()))
                .param("workers", Integer.toString(setup.threads())).threads(setup.threads())
                .forks(effort.forks)
                .warmupIterations(effort.iterations).warmupTime(TimeValue.milliseconds(effort.iterationMs))
                .measurementIterations(effort.iterations).measurementTime(TimeValue.milliseconds(effort.iterationMs))
                .addProfiler(GCProfiler.class).shouldFailOnError(true);
        Collection<RunResult> run = new Runner(options.build(),
                OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL)).run();
        results.addAll(run);
        return Measurement.of(run.iterator().next());
    }

    private void writeJson(Path file) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }

    Summary summary() {
        return summary;
    }
}
