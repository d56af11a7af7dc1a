package org.ftchain.agent.threads;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Model-checks in a process of its own, as the checker rewrites classes while they run. Arguments: the model's class,
 * scenarios, interleavings per scenario. Ends with {@link #FOUND} when it found something, with 0 when not.
 */
public final class ModelCheck {
    static final int FOUND = 3;
    private static final int LINES_OF_TRACE = 200;

    private ModelCheck() {
    }

    public static void main(String[] args) throws ClassNotFoundException {
        Class<?> model = Class.forName(args[0]);
        int scenarios = Integer.parseInt(args[1]);
        int interleavings = Integer.parseInt(args[2]);
        try {
            options(2, 2, scenarios / 2, interleavings).check(model);
            options(3, 1, scenarios - scenarios / 2, interleavings).check(model);
        } catch (LincheckAssertionError e) {
            e.getMessage().lines().limit(LINES_OF_TRACE).forEach(System.out::println);
            System.exit(FOUND);
        }
        System.exit(0);
    }

    private static ModelCheckingOptions options(int threads, int operations, int scenarios, int interleavings) {
        ModelCheckingOptions options = new ModelCheckingOptions().threads(threads).actorsPerThread(operations)
                .actorsBefore(0).actorsAfter(1).iterations(scenarios).invocationsPerIteration(interleavings)
                // So long may all threads wait before that is a deadlock.
                .loopBound(300).minimizeFailedScenario(false);
        // What is done under a lock goes in one step: where threads meet is what matters.
        options.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(
                "org.ftchain.agent.stm.PartitionTable", "org.ftchain.agent.stm.VariableTable",
                "org.ftchain.agent.stm.StagedWrites", "org.ftchain.agent.stm.StagedView", "org.ftchain.agent.stm.EntryFormat",
                "org.ftchain.agent.stm.Entry", "org.ftchain.agent.stm.EntryIndex", "org.ftchain.agent.stm.KeyHash",
                "org.ftchain.agent.stm.StateMapSpec", "org.ftchain.agent.stm.StoreContents", "org.ftchain.agent.stm.KeyHash",
                "org.ftchain.agent.stm.EntryIndex",
                "org.ftchain.agent.wire.Varint", "org.ftchain.agent.wire.SignedVarint", "org.ftchain.agent.wire.LogDecoder",
                "org.ftchain.agent.replication.HeldLogs", "org.ftchain.agent.replication.RetainedLogs")
                .allMethods().ignore());
        return options;
    }
}
