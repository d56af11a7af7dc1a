package org.ftchain.agent.runtime;

import org.ftchain.agent.chain.PathRegistry;
import org.ftchain.agent.chain.PeerOutlet;
import org.ftchain.agent.control.PeerClient;
import org.ftchain.agent.control.PeerLogSink;
import org.ftchain.control.HopSpec;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Logs that fit no frame, over the peer channel (rule 12): from a hop to its ring successor's agent, and from there to
 * the hop on the worker thread. Bounded both ways; what finds no room is dropped and sent again by who retains it.
 */
final class PeerLogs implements PeerOutlet, PeerLogSink {
    /** Of at most 64 KiB each. */
    static final int MAX_WAITING = 64;

    private final Worker worker;
    private final PathRegistry registry;
    private final PeerClient client;
    private final AtomicInteger waiting = new AtomicInteger();

    PeerLogs(Worker worker, PathRegistry registry, PeerClient client) {
        this.worker = worker;
        this.registry = registry;
        this.client = client;
    }

    @Override
    public boolean send(HopSpec spec, byte[] array, int offset, int length) {
        HopSpec.Member successor = spec.members.get((spec.hop + 1) % spec.hopCount());
        return client.sendLog(successor.peerAddress, spec.path, array[offset] & 0xff, spec.epoch,
                Arrays.copyOfRange(array, offset, offset + length));
    }

    @Override
    public void onLog(String path, int epoch, byte[] piggybackLog) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            throw new IllegalStateException("too many logs wait: " + MAX_WAITING);
        }
        try {
            worker.execute((nowNs, wallMs) -> {
                waiting.decrementAndGet();
                registry.onPeerLog(path, epoch, piggybackLog, nowNs, wallMs);
            });
        } catch (IllegalStateException e) {
            waiting.decrementAndGet();
            throw e;
        }
    }
}
