package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.io.DataPort;
import org.ftchain.agent.middlebox.Middlebox;
import org.ftchain.agent.stm.Interleaving;
import org.ftchain.control.HopSpec;

import java.util.List;
import java.util.function.Function;

/**
 * An agent's worker threads and the hops that run on them.
 *
 * @param worker owns the port; not yet started
 */
record Workers(PathRegistry registry, Worker worker) {
    /** @param threads 1..16; one works without locks and queues */
    static Workers create(DataPort port, int threads, Function<HopSpec.MiddleboxSpec, Middlebox> middleboxes, long seed,
                          FailStop failStop) {
        if (threads == 1) {
            PathRegistry registry = new PathRegistry(port, middleboxes, seed);
            return new Workers(registry, new Worker(port, registry, failStop));
        }
        Crew crew = new Crew(port, threads);
        PathRegistry registry = new PathRegistry(List.copyOf(crew.frames()), middleboxes, seed, new SpinThenYield());
        crew.man(registry, failStop);
        return new Workers(registry, new Worker(port, registry, crew, failStop));
    }
}
