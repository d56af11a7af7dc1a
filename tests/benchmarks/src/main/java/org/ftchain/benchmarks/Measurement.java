package org.ftchain.benchmarks;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What a run of {@link ChainBenchmark} says about a packet on its way through a whole chain.
 *
 * @param ns             CPU time of the thread, source and sink included; on an idle machine the time that JMH reports
 * @param cpuShare       CPU time by time; clearly below 1 when something else ran on the core
 * @param messageBytes   piggyback messages at all hops together
 * @param allocatedBytes on the heap
 */
record Measurement(double ns, double cpuShare, double messageBytes, double allocatedBytes) {
    static Measurement of(RunResult run) {
        Result<?> time = run.getPrimaryResult();
        double packets = secondary(run, "packets");
        double ns = secondary(run, "cpuNs") / packets;
        return new Measurement(ns, ns / time.getScore(),
                secondary(run, "messageBytes") / packets, secondary(run, "gc.alloc.rate.norm"));
    }

    private static double secondary(RunResult run, String name) {
        Result<?> result = run.getSecondaryResults().get(name);
        if (result == null) {
            throw new IllegalStateException("JMH must report " + name + ": " + run.getSecondaryResults().keySet());
        }
        return result.getScore();
    }
}
