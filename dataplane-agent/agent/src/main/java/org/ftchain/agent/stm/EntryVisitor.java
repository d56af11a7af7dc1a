package org.ftchain.agent.stm;

/** Receives entries of a map. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * @param key   copy of the key, of its length; the visitor may keep it only where the caller says so
     * @param value copy of the value, likewise
     * @return false to stop
     */
    boolean entry(int map, byte[] key, byte[] value);
}
