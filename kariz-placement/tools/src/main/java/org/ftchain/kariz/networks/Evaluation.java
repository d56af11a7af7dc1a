package org.ftchain.kariz.networks;

import org.ftchain.kariz.model.CostWeights;
import org.ftchain.kariz.model.Offering;

import java.util.List;
import java.util.Map;

/** The setting of the thesis's evaluation (2.5.1): offerings of Table 2.2, chains Len-1 to Len-4, weights. */
public final class Evaluation {
    public static final double HOST_CPU = 20;
    public static final double LINK_MBPS = 2000;
    /** Len-i is the first i of these. */
    public static final List<String> CHAIN = List.of("firewall", "IDS", "IPSec", "WAN-opt");
    /** One Mbit/s on one link costs what cores cost, by a host's cores per bandwidth. */
    public static final CostWeights WEIGHTS = CostWeights.of(Map.of("cpu", 1.0), HOST_CPU / LINK_MBPS);
    public static final List<Offering> OFFERINGS = List.of(
        offering("firewall", "Level 1", 100, 1), offering("firewall", "Level 5", 200, 2),
        offering("firewall", "Level 10", 400, 4), offering("IDS", "Bro", 80, 1), offering("IPSec", "VSR1001", 268, 1),
        offering("IPSec", "VSR1004", 580, 4), offering("WAN-opt", "CCX770M", 10, 2),
        offering("WAN-opt", "CCX1555M", 50, 4));

    private Evaluation() {
    }

    private static Offering offering(String middlebox, String name, double throughputMbps, double cpu) {
        return Offering.of(middlebox, name, throughputMbps, Map.of("cpu", cpu));
    }
}
