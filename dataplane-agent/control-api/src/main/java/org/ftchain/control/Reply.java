package org.ftchain.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;
import java.util.Map;

/** An agent's answer. Fields that the request does not ask for are null or 0. */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public final class Reply extends ControlMessage {
    public final boolean ok;
    /** Why not, one line naming the field and value; null when ok. */
    public final String error;
    /** The agent's incarnation. */
    public final long incarnation;
    /** Prepare, Install: the epoch that the hop is installed in, so that its state descends from that epoch's bases (rule 16). */
    public final int installedEpoch;
    /** Prepare, Install: MAX per group that this hop is a member of, group to long[PARTITIONS]. */
    public final Map<Integer, long[]> max;
    /** Silence: nanoseconds since the last frame from the ring predecessor; Long.MAX_VALUE when none ever came. */
    public final long silenceNs;
    public final HopStatus status;
    public final List<Row> rows;

    @JsonCreator
    public Reply(@JsonProperty("id") long id, @JsonProperty("ok") boolean ok, @JsonProperty("error") String error,
                 @JsonProperty("incarnation") long incarnation, @JsonProperty("installedEpoch") int installedEpoch,
                 @JsonProperty("max") Map<Integer, long[]> max, @JsonProperty("silenceNs") long silenceNs,
                 @JsonProperty("status") HopStatus status, @JsonProperty("rows") List<Row> rows) {
        super(id);
        this.ok = ok;
        this.error = error;
        this.incarnation = incarnation;
        this.installedEpoch = installedEpoch;
        this.max = max;
        this.silenceNs = silenceNs;
        this.status = status;
        this.rows = rows;
    }

    public static Reply ok(long id, long incarnation) {
        return new Reply(id, true, null, incarnation, 0, null, 0, null, null);
    }

    public static Reply error(long id, long incarnation, String error) {
        return new Reply(id, false, error, incarnation, 0, null, 0, null, null);
    }

    public static Reply max(long id, long incarnation, int installedEpoch, Map<Integer, long[]> max) {
        return new Reply(id, true, null, incarnation, installedEpoch, max, 0, null, null);
    }

    public static Reply silence(long id, long incarnation, long silenceNs) {
        return new Reply(id, true, null, incarnation, 0, null, silenceNs, null, null);
    }

    public static Reply status(long id, long incarnation, HopStatus status) {
        return new Reply(id, true, null, incarnation, 0, null, 0, status, null);
    }

    public static Reply rows(long id, long incarnation, List<Row> rows) {
        return new Reply(id, true, null, incarnation, 0, null, 0, null, List.copyOf(rows));
    }

    /** One state entry, rendered for people by the middlebox. */
    public static final class Row {
        public final String map;
        public final String key;
        public final String value;

        @JsonCreator
        public Row(@JsonProperty("map") String map, @JsonProperty("key") String key, @JsonProperty("value") String value) {
            this.map = map;
            this.key = key;
            this.value = value;
        }
    }
}
