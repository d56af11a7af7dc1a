package org.ftchain.kariz.model;

import java.util.Map;
import java.util.Objects;

/** A middlebox instance type that can be bought: what it carries and what one instance needs. */
public final class Offering {
    private final String middlebox;
    private final String name;
    private final double throughputMbps;
    private final Map<String, Double> demand;

    private Offering(String middlebox, String name, double throughputMbps, Map<String, Double> demand) {
        this.middlebox = Checks.id("offering middlebox", middlebox);
        this.name = Checks.id("offering name", name);
        String label = "offering " + middlebox + "/" + name;
        this.throughputMbps = Checks.positive(label + " throughput", throughputMbps);
        this.demand = Checks.amounts(label + " demand", demand);
    }

    /**
     * @param middlebox the middlebox type, as chains name it
     * @param demand what one instance needs, by resource; empty when it needs nothing
     */
    public static Offering of(String middlebox, String name, double throughputMbps, Map<String, Double> demand) {
        return new Offering(middlebox, name, throughputMbps, demand);
    }

    public String middlebox() {
        return middlebox;
    }

    public String name() {
        return name;
    }

    public double throughputMbps() {
        return throughputMbps;
    }

    /** What one instance needs, sorted by resource. */
    public Map<String, Double> demand() {
        return demand;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Offering && middlebox.equals(((Offering) o).middlebox) && name.equals(((Offering) o).name)
            && throughputMbps == ((Offering) o).throughputMbps && demand.equals(((Offering) o).demand);
    }

    @Override
    public int hashCode() {
        return Objects.hash(middlebox, name, throughputMbps, demand);
    }

    @Override
    public String toString() {
        return "Offering{" + middlebox + "/" + name + ", " + throughputMbps + " Mbit/s, " + demand + "}";
    }
}
