package org.ftchain.app.recovery;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.control.Request;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * What the {@link RecoveryMachine} wants done. Calls return at once; the outcome comes back as an input of the machine with
 * the same attempt number, on the machine's thread. Rules are installed and removed in the order in which it was asked for,
 * one after the other has ended: else the removal of an earlier attempt could take away what a later one has installed.
 */
public interface RecoveryActions {
    /** Compare-and-set the chain's record; answer with onStored. */
    void store(int attempt, ChainRecord record);

    /**
     * New servers for failed hops; answer with onPlaced or onNotPlaced.
     *
     * @param exclude servers that must not be chosen
     * @param failed members that must not be chosen; their servers may be, in another incarnation
     */
    void place(int attempt, ChainRecord record, Set<Integer> failedHops, Set<String> exclude,
               Collection<MemberFailure> failed);

    /**
     * PREPARE of rule 17; answer with onPrepared.
     *
     * @param openedEpoch the last one committed, in which the members must be installed
     */
    void prepare(int attempt, int hop, String server, String path, int epoch, int openedEpoch);

    /**
     * Removes what a server chosen for a hop may hold of the path from before, unless it was asked to promise a later epoch;
     * answer with onCleaned.
     */
    void clean(int attempt, int hop, String server, String path, int epoch);

    /**
     * Answer with onInstalled.
     *
     * @param install a request without id
     */
    void install(int attempt, int hop, String server, Request.Install install);

    /** Installs the rules of some labels of the record; answer with onRulesInstalled when all switches have confirmed. */
    void installRules(int attempt, ChainRecord record, Set<Integer> labels);

    /**
     * Removes all rules of the path's labels that the record does not use, egress first; answer with onRulesRemoved when
     * all switches have confirmed.
     *
     * @param old the labels that were in use before, for the order of removal
     */
    void removeRules(int attempt, ChainRecord record, ChainRecord old);

    /** OPEN of rule 21; answer with onOpened. */
    void open(int attempt, int hop, String server, String path, int epoch);

    /** Wake the machine with onTimer. */
    void schedule(int attempt, long delayMs);

    /** Forget the path on a server that is not, or no longer, a member, unless it was asked to promise a later epoch meanwhile. Needs
     *  no answer. */
    void removeHop(String server, String path, int epoch);

    /** A line of the chain's timeline. */
    void event(String event, Map<String, ?> fields);

    /** The machine has come to its end; its phase says how. */
    void ended();
}
