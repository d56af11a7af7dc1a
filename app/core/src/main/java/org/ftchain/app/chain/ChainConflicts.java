package org.ftchain.app.chain;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.Classifier;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;
import org.onosproject.net.ConnectPoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Whether two chains can live side by side: distinct external addresses, and of two that would take the same packet one is
 * narrower (its rules then have the higher priority). Pure.
 */
final class ChainConflicts {
    private ChainConflicts() {
    }

    static void check(ChainRecord chain, Collection<ChainRecord> others) throws ChainException {
        Ip4Address external = chain.spec().externalAddress();
        for (ChainRecord other : others) {
            if (other.name().equals(chain.name())) {
                continue;
            }
            Ip4Address otherExternal = other.spec().externalAddress();
            if (external != null && external.equals(otherExternal)) {
                throw conflict("externalAddress is in use by chain " + other.name() + ": externalAddress=" + external);
            }
            if (external != null && external.equals(other.spec().gateway())) {
                throw conflict("externalAddress is the gateway of chain " + other.name() + ": externalAddress="
                        + external);
            }
            if (chain.spec().gateway() != null && chain.spec().gateway().equals(otherExternal)) {
                throw conflict("gateway is the external address of chain " + other.name() + ": gateway="
                        + chain.spec().gateway());
            }
            for (Match mine : matches(chain)) {
                for (Match theirs : matches(other)) {
                    if (mine.bits() == theirs.bits() && mine.overlaps(theirs)) {
                        throw conflict("classifier takes the same packets as chain " + other.name() + ": " + mine.what
                                + "=" + mine);
                    }
                }
            }
        }
    }

    private static ChainException conflict(String message) {
        return new ChainException(ChainException.Kind.CONFLICT, message);
    }

    private static List<Match> matches(ChainRecord chain) {
        Classifier classifier = chain.spec().classifier();
        IpPrefix source = or(classifier.source(), chain.fromIp());
        IpPrefix destination = or(classifier.destination(), chain.toIp());
        List<Match> matches = new ArrayList<>();
        matches.add(new Match("classifier", chain.fromPoint(), classifier.protocol(), source, destination,
                classifier.sourcePort(), classifier.destinationPort()));
        if (chain.spec().symmetric()) {
            Ip4Address external = chain.spec().externalAddress();
            matches.add(external == null
                    ? new Match("return traffic", chain.toPoint(), classifier.protocol(), destination, source,
                            classifier.destinationPort(), classifier.sourcePort())
                    : new Match("return traffic", chain.toPoint(), classifier.protocol(), destination,
                            external.toIpPrefix(), classifier.destinationPort(), null));
        }
        return matches;
    }

    private static IpPrefix or(IpPrefix prefix, IpAddress address) {
        return prefix != null ? prefix : address.toIpPrefix();
    }

    /** Packets that come in at a port. Null fields match everything. */
    private static final class Match {
        private final String what;
        private final ConnectPoint point;
        private final Integer protocol;
        private final IpPrefix source;
        private final IpPrefix destination;
        private final Integer sourcePort;
        private final Integer destinationPort;

        Match(String what, ConnectPoint point, Integer protocol, IpPrefix source, IpPrefix destination,
              Integer sourcePort, Integer destinationPort) {
            this.what = what;
            this.point = point;
            this.protocol = protocol;
            this.source = source;
            this.destination = destination;
            this.sourcePort = sourcePort;
            this.destinationPort = destinationPort;
        }

        boolean overlaps(Match that) {
            return point.equals(that.point) && meet(protocol, that.protocol) && meet(sourcePort, that.sourcePort)
                    && meet(destinationPort, that.destinationPort) && meet(source, that.source)
                    && meet(destination, that.destination);
        }

        /** How narrow the match is; decides the priority of its rules. */
        int bits() {
            return source.prefixLength() + destination.prefixLength() + (protocol == null ? 0 : 8)
                    + (sourcePort == null ? 0 : 16) + (destinationPort == null ? 0 : 16);
        }

        private static boolean meet(Integer a, Integer b) {
            return a == null || b == null || a.equals(b);
        }

        private static boolean meet(IpPrefix a, IpPrefix b) {
            return a.contains(b) || b.contains(a);
        }

        @Override
        public String toString() {
            return source + " -> " + destination + (protocol == null ? "" : ", protocol " + protocol)
                    + (sourcePort == null ? "" : ", source port " + sourcePort)
                    + (destinationPort == null ? "" : ", destination port " + destinationPort) + " at "
                    + Objects.toString(point);
        }
    }
}
