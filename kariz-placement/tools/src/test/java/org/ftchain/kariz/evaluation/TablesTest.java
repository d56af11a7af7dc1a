package org.ftchain.kariz.evaluation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

public class TablesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Journal journal(String columns) throws Exception {
        return new Journal(folder.newFolder().toPath().resolve("journal.csv"), "none", columns);
    }

    @Test
    public void shouldCompareMeansOverRunsWithExact() throws Exception {
        Journal journal = journal(Figures.KEY + "," + Figures.MEASURES);
        journal.add(2, 300, 0, "exact", 0.8, 0.2, 0.3, 0.9, 10, 8, 18, 0, 50, 60, 70);
        journal.add(2, 300, 1, "exact", 1.0, 0.2, 0.3, 0.9, 10, 8, 18, 0, 50, 60, 70);
        journal.add(2, 300, 0, "kariz", 0.6, 0.1, 0.3, 0.9, 11, 8, 19, 1, 1, 2, 3);
        journal.add(2, 300, 2, "exact", 0.1, 0.2, 0.3, 0.9, 99, 8, 18, 0, 50, 60, 70);
        journal.add(2, 300, 1, "kariz", 0.9, 0.1, 0.3, 0.9, "NaN", "NaN", "NaN", 1, 1, 2, 3);
        FigureTables tables = new FigureTables(journal);
        List<String> lines = tables.summary().toString().lines().collect(Collectors.toList());
        List<String> columns = Arrays.asList(lines.get(0).split(","));
        List<String> kariz = Arrays.asList(lines.get(2).split(","));
        assertEquals("kariz", kariz.get(columns.indexOf("solver")));
        assertEquals("2", kariz.get(columns.indexOf("runs")));
        assertEquals("0.750000", kariz.get(columns.indexOf("acceptance")));
        assertEquals("of the runs that both have done", "0.833333", kariz.get(columns.indexOf("acceptanceToExact")));
        assertEquals("1.10000", kariz.get(columns.indexOf("bandwidthCostToExact")));
        List<String> comparison = tables.comparison().toString().lines().collect(Collectors.toList());
        assertEquals("2.6c,acceptance,2,82,99,kariz,83.3333,83.3333", comparison.get(1));
        assertEquals("2.8c,cost,2,103,105,kariz,105.556,105.556", comparison.get(7));
    }

    @Test
    public void shouldCountRatiosToProvenCostsAndFalseRefusals() throws Exception {
        Journal journal = journal(Pairs.COLUMNS);
        String[] exact = {"placed,true,10", "placed,true,20", "placed,false,40", "infeasible,true,", "infeasible,false,"};
        String[] kariz = {"placed,false,10.2", "infeasible,false,", "placed,false,38", "infeasible,true,", "placed,false,9"};
        for (int i = 0; i < exact.length; i++) {
            journal.add(row(i, "exact", exact[i]));
            journal.add(row(i, "kariz", kariz[i]));
        }
        List<String> lines = new PairTables(journal).summary().toString().lines().collect(Collectors.toList());
        assertTrue(lines.get(0), lines.get(0).startsWith("set,length,solver,instances,feasible,exactUnproven,falselyRefused,"
            + "falselyRefusedPart,placedWhereExactFoundNothing,ratios,leastRatio,meanRatio,p95Ratio,worstRatio,within1,within5,"));
        assertTrue(lines.toString(), lines.contains("s,all,kariz,5,3,2,1,0.333333,1,1,1.02000,1.02000,1.02000,1.02000,0,1,500,500,500"));
        assertEquals(List.of("set,network,nodes,solver,instances,feasible,falselyRefused,ratios,meanRatio,worstRatio",
            "s,net0,99,kariz,3,3,1,1,1.02000,1.02000", "s,net1,99,kariz,2,0,0,0,,"),
            new PairTables(journal).networks().toString().lines().collect(Collectors.toList()));
    }

    private static Object[] row(int instance, String solver, String answer) {
        return ("s," + instance + "," + solver + ",net" + instance / 3 + ",99,3,200," + answer + ",0.5").split(",", -1);
    }

    @Test
    public void shouldKnowQuantiles() {
        List<Double> samples = List.of(3.0, 1.0, 2.0, 4.0);
        assertEquals(1, Statistics.quantile(samples, 0), 0);
        assertEquals(2, Statistics.quantile(samples, 0.5), 0);
        assertEquals(4, Statistics.quantile(samples, 1), 0);
        assertEquals(0.5, Statistics.shareWithin(samples, 2.5), 0);
        assertEquals(1.96 * Math.sqrt(5 / 3.0 / 4), Statistics.confidence(samples), 1e-12);
        assertTrue(Double.isNaN(Statistics.quantile(List.of(), 0.5)));
    }
}
