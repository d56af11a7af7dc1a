package org.ftchain.agent.middlebox;

/** Worker threads that share state (thesis table 4.1, the sharing level): group = thread / sharing. */
final class SharingGroup {
    private SharingGroup() {
    }

    /** "thread 1" or "threads 3-4": from 1, as all that people read. */
    static String render(int group, int sharing) {
        int first = group * sharing + 1;
        return sharing == 1 ? "thread " + first : "threads " + first + '-' + (first + sharing - 1);
    }
}
