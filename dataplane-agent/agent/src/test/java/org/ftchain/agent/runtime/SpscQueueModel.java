package org.ftchain.agent.runtime;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.IntGen;

/** A queue for the model checker: one thread offers, one polls. */
@Param(name = "entry", gen = IntGen.class, conf = "1:9")
public class SpscQueueModel {
    private final SpscQueue queue = new SpscQueue(1);

    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "entry") int entry) {
        return queue.offer(entry);
    }

    @Operation(nonParallelGroup = "consumer")
    public long poll() {
        return queue.poll();
    }
}
