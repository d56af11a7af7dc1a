package org.ftchain.app.api;

import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The IP version that a specification's fields say: all packets of a chain are of one, since the last switch must know what
 * is behind the label. Pure.
 */
final class StatedIpVersion {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private StatedIpVersion() {
    }

    /** 4, 6, or 0 when the fields say nothing and the hosts' addresses decide. */
    static int of(ChainSpec spec) {
        return versions(spec).values().stream().findFirst().orElse(0);
    }

    /** @throws ChainException when fields contradict each other */
    static void check(ChainSpec spec) throws ChainException {
        Map.Entry<String, Integer> first = null;
        for (Map.Entry<String, Integer> field : versions(spec).entrySet()) {
            if (first == null) {
                first = field;
            } else if (!first.getValue().equals(field.getValue())) {
                throw ChainException.invalid(field.getKey() + " must be for IPv" + first.getValue() + " like "
                        + first.getKey() + ", a chain has packets of one IP version");
            }
        }
    }

    private static Map<String, Integer> versions(ChainSpec spec) {
        Map<String, Integer> versions = new LinkedHashMap<>();
        put(versions, "from", JsonFields.parse(spec.from()));
        put(versions, "to", JsonFields.parse(spec.to()));
        put(versions, "gateway", spec.gateway());
        put(versions, "classifier.source", spec.classifier().source());
        put(versions, "classifier.destination", spec.classifier().destination());
        Integer protocol = spec.classifier().protocol();
        if (protocol != null && (protocol == ICMP || protocol == ICMPV6)) {
            versions.put("classifier.protocol", protocol == ICMP ? 4 : 6);
        }
        if (spec.externalAddress() != null) {
            versions.put("the nat", 4);
        }
        return versions;
    }

    private static void put(Map<String, Integer> versions, String field, IpAddress address) {
        if (address != null) {
            versions.put(field, address.isIp6() ? 6 : 4);
        }
    }

    private static void put(Map<String, Integer> versions, String field, IpPrefix prefix) {
        if (prefix != null) {
            versions.put(field, prefix.isIp6() ? 6 : 4);
        }
    }
}
