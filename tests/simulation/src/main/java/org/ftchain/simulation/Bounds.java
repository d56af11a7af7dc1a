package org.ftchain.simulation;

import org.ftchain.agent.chain.Hop;
import org.ftchain.agent.replication.Group;
import org.ftchain.agent.replication.Replication;

/** What an agent keeps is bounded after every step (rule 13): packets, slots, retained and held logs. */
final class Bounds {
    /** Read at run time: a test may have made them smaller. */
    private static final int WINDOW = constant(Replication.class, "WINDOW");
    private static final int MAX_RETAINED = constant(Replication.class, "MAX_RETAINED");
    private static final int MAX_HELD = constant(Hop.class, "MAX_HELD");

    private Bounds() {
    }

    private static int constant(Class<?> type, String name) {
        try {
            return type.getField(name).getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param unread received frames that nobody has looked at */
    static void check(Member member, SlotFrames frames, int unread) {
        Hop hop = member.hop;
        int threads = hop.threads();
        atMost(member, "waiting packets", hop.waitingCount(), threads * MAX_HELD);
        atMost(member, "packets at the buffer", hop.bufferedCount(), threads * MAX_HELD);
        int kept = hop.waitingCount() + hop.bufferedCount();
        atMost(member, "packets", kept, frames.maxHeldFrames());
        if (frames.usedSlots() != kept + unread) {
            throw new Violation("Bounded", member + " uses " + frames.usedSlots() + " slots for " + kept + " packets and " + unread
                    + " frames");
        }
        for (int index = 0; index < member.max.length; index++) {
            if (member.max[index] != null) {
                Group group = hop.replication().group(index);
                boolean own = index == member.index;
                atMost(member, "retained logs", group.retainedCount(), own ? Math.max(WINDOW, threads) : threads * MAX_RETAINED);
                atMost(member, "held logs", group.heldCount(), WINDOW);
            }
        }
    }

    private static void atMost(Member member, String what, int count, int bound) {
        if (count > bound) {
            throw new Violation("Bounded", member + " has " + count + " " + what + ", at most " + bound + " are allowed");
        }
    }
}
