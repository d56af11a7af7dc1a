package org.ftchain.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The first line on a connection: who the agent is and what it offers. */
public final class Hello extends ControlMessage {
    /** Version of this protocol; the orchestrator refuses another. */
    public static final int VERSION = 1;
    /** The resource "threads": worker threads of the agent, 1 when absent. A hop can have as many at most. */
    public static final String THREADS = "threads";

    public final int version;
    public final String server;
    /** Differs at every start of the agent (rule 16). */
    public final long incarnation;
    /** MAC address of the data port: ONOS knows its location as a host's. */
    public final String dataMac;
    /** Where peers reach this agent, "host:port". */
    public final String peerAddress;
    /** Middlebox types that this agent can run. */
    public final List<String> middleboxes;
    /** What the server offers, resource name to amount ("cpu" in cores, "throughput" in Mbit/s). */
    public final Map<String, Double> capacity;
    /** Paths installed on this agent, so that leftovers can be removed. */
    public final List<String> paths;

    @JsonCreator
    public Hello(@JsonProperty("version") int version, @JsonProperty("server") String server,
                 @JsonProperty("incarnation") long incarnation, @JsonProperty("dataMac") String dataMac,
                 @JsonProperty("peerAddress") String peerAddress, @JsonProperty("middleboxes") List<String> middleboxes,
                 @JsonProperty("capacity") Map<String, Double> capacity, @JsonProperty("paths") List<String> paths) {
        super(0);
        this.version = version;
        this.server = Objects.requireNonNull(server, "server");
        this.incarnation = incarnation;
        this.dataMac = Objects.requireNonNull(dataMac, "dataMac");
        this.peerAddress = Objects.requireNonNull(peerAddress, "peerAddress");
        this.middleboxes = List.copyOf(middleboxes);
        this.capacity = Map.copyOf(capacity);
        this.paths = paths == null ? List.of() : List.copyOf(paths);
    }
}
