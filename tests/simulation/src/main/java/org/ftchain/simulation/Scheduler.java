package org.ftchain.simulation;

import java.util.PriorityQueue;

/** Simulated time: events in the order of their times, and of their making at the same time. */
final class Scheduler {
    private record Event(long atNs, long sequence, Runnable deed) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNs = 1_000_000;
    private long sequence;

    long nowNs() {
        return nowNs;
    }

    void in(long delayNs, Runnable deed) {
        events.add(new Event(nowNs + Math.max(0, delayNs), sequence++, deed));
    }

    /** Runs the next event. */
    void step() {
        Event event = events.remove();
        nowNs = event.atNs;
        event.deed.run();
    }

    long steps() {
        return sequence;
    }
}
