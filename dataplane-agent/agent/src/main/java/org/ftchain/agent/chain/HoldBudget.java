package org.ftchain.agent.chain;

/** How many more packets the hops of an agent may hold together, so that slots to receive and propagate with are left. */
final class HoldBudget {
    private int left;

    HoldBudget(int frames) {
        left = frames;
    }

    boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    void giveBack() {
        left++;
    }
}
