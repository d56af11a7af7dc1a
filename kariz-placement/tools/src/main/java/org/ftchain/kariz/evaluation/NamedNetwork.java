package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.model.Network;

/** A network with the name under which results are given. Immutable. */
public final class NamedNetwork {
    final String name;
    final Network network;

    private NamedNetwork(String name, Network network) {
        this.name = name;
        this.network = network;
    }

    public static NamedNetwork of(String name, Network network) {
        return new NamedNetwork(name, network);
    }
}
