package org.ftchain.app.api;

import java.util.List;
import java.util.Set;

/** Decides which server runs which hop (thesis 2). Any f+1 consecutive hops, cyclically, are on distinct servers. */
public interface ChainPlacer {
    /**
     * Places all hops of a chain.
     *
     * @param record its path may be null
     * @throws ChainException when the network or the servers cannot carry it; says what is missing
     */
    List<HopPlacement> place(ChainRecord record) throws ChainException;

    /**
     * New servers for failed hops; all others stay where they are.
     *
     * @param failedHops indices of hops to re-place
     * @param exclude servers that must not be chosen
     * @return all hops
     * @throws ChainException when no server is left that can take them
     */
    List<HopPlacement> replace(ChainRecord record, Set<Integer> failedHops, Set<String> exclude) throws ChainException;
}
