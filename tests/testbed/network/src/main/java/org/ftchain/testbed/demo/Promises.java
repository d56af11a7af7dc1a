package org.ftchain.testbed.demo;

import java.util.ArrayList;
import java.util.List;

/** What the demo promises and whether it held. */
final class Promises {
    private final Timeline timeline;
    private final List<String> broken = new ArrayList<>();
    private int kept;

    Promises(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Notes one promise; {@code detail} says what was found. */
    void check(boolean held, String promise, String detail) {
        timeline.say((held ? "  ok      " : "  BROKEN  ") + promise + (detail.isEmpty() ? "" : ": " + detail));
        if (held) {
            kept++;
        } else {
            broken.add(promise + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    boolean allHeld() {
        return broken.isEmpty();
    }

    int kept() {
        return kept;
    }

    List<String> broken() {
        return List.copyOf(broken);
    }
}
