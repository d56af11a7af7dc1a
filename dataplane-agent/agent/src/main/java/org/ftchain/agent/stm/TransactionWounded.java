package org.ftchain.agent.stm;

/**
 * Leaves the middlebox when an older transaction wants what this one has locked (wound-wait, rule 1). The caller of the
 * middlebox undoes the packet and runs it again; nobody else catches it.
 */
public final class TransactionWounded extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final TransactionWounded INSTANCE = new TransactionWounded();

    private TransactionWounded() {
        super("an older transaction wants a partition that this one has locked", null, false, false);
    }
}
