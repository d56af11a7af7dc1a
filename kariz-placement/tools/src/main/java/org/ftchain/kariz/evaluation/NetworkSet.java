package org.ftchain.kariz.evaluation;

import java.util.List;

/** Networks of files that are evaluated together, and the name under which that is done. Immutable. */
public final class NetworkSet {
    final String name;
    final List<NamedNetwork> networks;

    private NetworkSet(String name, List<NamedNetwork> networks) {
        this.name = name;
        this.networks = List.copyOf(networks);
    }

    public String name() {
        return name;
    }

    /** @param networks at least one */
    public static NetworkSet of(String name, List<NamedNetwork> networks) {
        return new NetworkSet(name, networks);
    }
}
