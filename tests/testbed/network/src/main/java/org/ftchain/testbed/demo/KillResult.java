package org.ftchain.testbed.demo;

/**
 * Figures of one kill under a download.
 *
 * @param victim        what was killed, for example "NAT on s5"
 * @param killShare     share of the bytes that the client had at the kill
 * @param detectionMs   from the last heartbeat to the confirmed failure
 * @param recoveryMs    from the confirmed failure to the path being open again
 * @param survived      the download ended with the right checksum on its one connection
 */
record KillResult(String victim, double killShare, double detectionMs, double recoveryMs, long packetsEntered,
                  long packetsLost, long stateUpdatesLost, boolean survived, double downloadMbps) {
}
