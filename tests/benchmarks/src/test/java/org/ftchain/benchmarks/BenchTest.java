package org.ftchain.benchmarks;

import org.junit.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.Assert.assertTrue;

/** The way from a scenario through JMH to the table; nothing here judges a time. */
public class BenchTest {
    @Test
    public void shouldMeasureWithJmhAndTellTheResult() throws Exception {
        Scenario scenario = new Scenario("Monitor", new ChainSetup("monitor", 2, 1, 64, 1), 40, 48);
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        Bench bench = new Bench(new Bench.Effort(0, 1, 50), new PrintStream(new ByteArrayOutputStream()));
        bench.measure(List.of(scenario), new PrintStream(progress, true, StandardCharsets.UTF_8));
        String told = progress.toString(StandardCharsets.UTF_8);
        assertTrue(told, told.matches("\\[1/1] Monitor: -?[0-9.]+ ns a hop added, [0-9.]+ bytes of messages\n"));
        assertTrue(bench.summary().render().contains("<= 48"));
    }

    @Test
    public void shouldDivideByMiddleboxesAndHopsAndMarkBusyRows() {
        Summary summary = new Summary();
        summary.add(new Scenario("short", new ChainSetup("monitor", 1, 1, 64, 1), 40, Double.NaN),
                new Measurement(100, 1, 0, 0), new Measurement(130, 1, 60, 0));
        summary.add(new Scenario("busy", new ChainSetup("monitor", 2, 1, 64, 1), 40, 48),
                new Measurement(100, 0.8, 0, 0), new Measurement(130, 1, 60, 2));
        List<String> lines = summary.render().lines().toList();
        assertTrue(lines.get(2), lines.get(2).matches("short +100.0 +130.0 +30.0 +<= 40 +30.0 +0.0"));
        summary.add(new Scenario("two", new ChainSetup("monitor", 2, 1, 64, 2), 1.8, Double.NaN),
                new Measurement(100, 1, 0, 0), new Measurement(110, 1, 60, 2));
        assertTrue(summary.render(), summary.render().lines().anyMatch(line -> line.matches("two +100.0 +110.0 +1.82 +>= 1.8")));
        assertTrue(lines.get(3), lines.get(3).matches("busy +100.0 +130.0 +15.0 +<= 40 +30.0 +<= 48 +2.0 \\*"));
    }
}
