package org.ftchain.control;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One message of the control channel. {@link #id} joins a request of the orchestrator to the {@link Reply} of the
 * agent; a {@link Hello} has id 0. Ids are unique within one connection.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Reply.class, name = "reply"),
    @JsonSubTypes.Type(value = Request.Install.class, name = "install"),
    @JsonSubTypes.Type(value = Request.Prepare.class, name = "prepare"),
    @JsonSubTypes.Type(value = Request.Open.class, name = "open"),
    @JsonSubTypes.Type(value = Request.Remove.class, name = "remove"),
    @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
    @JsonSubTypes.Type(value = Request.State.class, name = "state"),
    @JsonSubTypes.Type(value = Request.Silence.class, name = "silence"),
})
@JsonIgnoreProperties(ignoreUnknown = true)
public abstract class ControlMessage {
    public final long id;

    ControlMessage(long id) {
        this.id = id;
    }
}
