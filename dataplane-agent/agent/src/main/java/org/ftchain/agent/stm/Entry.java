package org.ftchain.agent.stm;

/** One entry of a log or of what a transaction has staged, read: where its parts lie in the array that it is in. Reused. */
final class Entry {
    int map;
    int operation;
    /** {@link KeyHash} of the key. */
    long hash;
    /** Where it begins. */
    int at;
    int keyAt;
    int keyLength;
    /** Of a put. */
    int valueAt;
    int valueLength;
    /** What an add adds. */
    long first;
    long second;
}
