package org.ftchain.app.steering;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainStore;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onosproject.net.ConnectPoint;
import org.onosproject.store.service.Versioned;

/** The addresses that the chains answer for with their MACs: gateways and external addresses. */
final class ChainAddresses {
    private ChainAddresses() {
    }

    /** MAC of the chain that answers for {@code target} at {@code point}; null when none does. */
    static MacAddress macFor(ChainStore chains, ConnectPoint point, IpAddress target) {
        for (Versioned<ChainRecord> chain : chains.list()) {
            if (answers(chain.value(), point, target)) {
                return MacAddress.valueOf(chain.value().chainMac());
            }
        }
        return null;
    }

    /** A gateway for the chain's source only: others may have another router there. An external address for everybody. */
    static boolean answers(ChainRecord record, ConnectPoint point, IpAddress target) {
        return target.equals(record.spec().externalAddress())
                || target.equals(record.spec().gateway()) && point.equals(record.fromPoint());
    }
}
