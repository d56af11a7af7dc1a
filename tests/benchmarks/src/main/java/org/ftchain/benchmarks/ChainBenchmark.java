package org.ftchain.benchmarks;

import org.ftchain.agent.chain.HopCounter;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/** Time that a chain takes for a packet, source and sink included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgs = {"-XX:+UseZGC", "-Xmx256m", "-XX:ObjectAlignmentInBytes=128"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChainBenchmark {
    @Param("monitor")
    public String middlebox;
    @Param("2")
    public int length;
    /** 0 = protection none. */
    @Param({"0", "1"})
    public int failures;
    @Param("256")
    public int flows;
    /** JMH's -t must be the same. */
    @Param("1")
    public int workers;

    private BenchChain chain;

    /** Each thread drives one worker of every hop. */
    @State(Scope.Thread)
    public static class Driver {
        private Lane lane;
        private int index;

        @Setup(Level.Trial)
        public void take(ChainBenchmark benchmark, ThreadParams threads) {
            index = threads.getThreadIndex();
            lane = benchmark.chain.lane(index);
        }
    }

    /** What an iteration took and sent beside the time that JMH measures. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Usage {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        public long packets;
        /** CPU time of the thread: on a busy machine less than what JMH measures. */
        public long cpuNs;
        public long messageBytes;
        public long propagating;
        private long packetsBefore;
        private long messageBytesBefore;
        private long propagatingBefore;
        private long cpuNsBefore;

        @Setup(Level.Iteration)
        public void before(ChainBenchmark benchmark, Driver driver) {
            packetsBefore = driver.lane.injected();
            messageBytesBefore = benchmark.chain.count(HopCounter.MESSAGE_BYTES);
            propagatingBefore = benchmark.chain.count(HopCounter.PROPAGATING_SENT);
            cpuNsBefore = THREADS.getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void after(ChainBenchmark benchmark, Driver driver) {
            cpuNs = THREADS.getCurrentThreadCpuTime() - cpuNsBefore;
            packets = driver.lane.injected() - packetsBefore;
            if (driver.index == 0) { // the hops' counters are of all threads together
                messageBytes = benchmark.chain.count(HopCounter.MESSAGE_BYTES) - messageBytesBefore;
                propagating = benchmark.chain.count(HopCounter.PROPAGATING_SENT) - propagatingBefore;
            }
        }
    }

    /** Every flow is established before anything is measured. */
    @Setup(Level.Trial)
    public void setUp() {
        chain = new BenchChain(new ChainSetup(middlebox, length, failures, flows, workers));
        chain.send(2 * flows);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        chain.drain();
    }

    @Benchmark
    @OperationsPerInvocation(Lane.BATCH)
    public long packet(Driver driver, Usage usage) {
        return driver.lane.batch();
    }
}
