package org.ftchain.agent.chain;

/** What one worker thread of the agent does for all paths: hands frames to its parts of the hops, and time to all of them. */
public final class PathWorker {
    private final PathRegistry registry;
    private final int index;
    private final Frames frames;
    private final boolean alone;
    /** This worker's parts of all hops, and of those that had a frame since the last end of a batch. */
    private HopWorker[] active = new HopWorker[0];
    private HopWorker[] touched = new HopWorker[0];
    private int touchedCount;
    /** The part that had the last frame and may have kept locks, or null. */
    private HopWorker last;
    private long unknownLabels;

    PathWorker(PathRegistry registry, int index, Frames frames, boolean alone) {
        this.registry = registry;
        this.index = index;
        this.frames = frames;
        this.alone = alone;
    }

    /** While the workers stand still. */
    void hops(Iterable<Hop> hops, int count) {
        HopWorker[] parts = new HopWorker[count];
        int size = 0;
        for (Hop hop : hops) {
            HopWorker part = hop.worker(index);
            if (part != null) {
                parts[size++] = part;
            }
        }
        active = java.util.Arrays.copyOf(parts, size);
        touched = new HopWorker[size];
        touchedCount = 0;
        last = null;
    }

    long unknownLabels() {
        return unknownLabels;
    }

    /** Takes a received frame and its slot over; it must be one that {@link PathRegistry#workerOf} gives to this worker. */
    public void onFrame(long offset, int length, long nowNs, long wallMs) {
        LabelTable labels = registry.labels();
        int label = LabelledFrame.label(frames.segment(), offset, length);
        int slot = label < 0 ? -1 : labels.find(label);
        HopWorker part = slot < 0 ? null : labels.hop(slot).worker(index);
        if (part == null) {
            // Nobody's label, or a frame that was given to this worker before the hop got another number of threads.
            unknownLabels++;
            frames.free(offset);
            return;
        }
        if (!alone && part != last) {
            release(nowNs);
            last = part;
        }
        part.onFrame(labels.ingress(slot), offset, length, nowNs, wallMs);
        touch(part);
    }

    /** Threads that keep locks of one hop and wait for those of another could wait for each other. */
    private void release(long nowNs) {
        if (last != null) {
            last.release(nowNs);
            last = null;
        }
    }

    private void touch(HopWorker part) {
        for (int i = 0; i < touchedCount; i++) {
            if (touched[i] == part) {
                return;
            }
        }
        touched[touchedCount++] = part;
    }

    /** After a batch of frames, and when another worker of this agent has advanced. */
    public void onBatchEnd(long nowNs, long wallMs) {
        if (alone) {
            for (int i = 0; i < touchedCount; i++) {
                touched[i].onBatchEnd(nowNs, wallMs);
            }
        } else {
            release(nowNs);
            for (HopWorker part : active) {
                part.onBatchEnd(nowNs, wallMs);
            }
        }
        touchedCount = 0;
    }

    /** At least every millisecond while a hop is installed. */
    public void onTimer(long nowNs, long wallMs) {
        release(nowNs);
        for (HopWorker part : active) {
            part.onTimer(nowNs, wallMs);
        }
    }

    /** Whether this worker has no part of any hop. */
    public boolean isEmpty() {
        return active.length == 0;
    }

    /** Whether something here may go on as soon as {@link #advances()} grows through another worker. */
    public boolean hasPending() {
        if (!alone) {
            for (HopWorker part : active) {
                if (part.hasPending()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Grows whenever something that a packet or log may wait for has happened at a hop that this worker has a part of. */
    public long advances() {
        long sum = 0;
        for (HopWorker part : active) {
            sum += part.advances();
        }
        return sum;
    }
}
