package org.ftchain.kariz.model;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A substrate node: a server, a switch or an end host. A node without capacity hosts nothing. */
public final class Node {
    private final String id;
    private final Map<String, Double> capacity;
    private final String domain;

    private Node(String id, Map<String, Double> capacity, String domain) {
        this.id = Checks.id("node id", id);
        this.capacity = capacity == null ? null : Checks.amounts("node " + id + " capacity", capacity);
        this.domain = domain == null ? null : Checks.id("node " + id + " domain", domain);
    }

    /** A node that hosts nothing. */
    public static Node of(String id) {
        return new Node(id, null, null);
    }

    /** A node that can host instances; a resource that is not listed is not there. */
    public static Node of(String id, Map<String, Double> capacity) {
        return new Node(id, Checks.present("node " + id + " capacity", capacity), null);
    }

    /** @param domain what fails together (a rack), or null when the node fails alone */
    public static Node of(String id, Map<String, Double> capacity, String domain) {
        return new Node(id, Checks.present("node " + id + " capacity", capacity), domain);
    }

    public String id() {
        return id;
    }

    /** True when instances may run here (a capacity was given, be it used up). */
    public boolean hosts() {
        return capacity != null;
    }

    /** The free amount by resource name, sorted; empty for a node that hosts nothing. */
    public Map<String, Double> capacity() {
        return capacity == null ? Map.of() : capacity;
    }

    /** The free amount of one resource; 0 when the node does not have it. */
    public double capacity(String resource) {
        return capacity == null ? 0 : capacity.getOrDefault(resource, 0.0);
    }

    public Optional<String> domain() {
        return Optional.ofNullable(domain);
    }

    Node withCapacity(Map<String, Double> left) {
        return new Node(id, left, domain);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Node && id.equals(((Node) o).id) && Objects.equals(capacity, ((Node) o).capacity)
            && Objects.equals(domain, ((Node) o).domain);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, capacity, domain);
    }

    @Override
    public String toString() {
        return "Node{" + id + (capacity == null ? "" : ", capacity=" + capacity)
            + (domain == null ? "" : ", domain=" + domain) + "}";
    }
}
