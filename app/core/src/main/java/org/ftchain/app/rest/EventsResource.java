package org.ftchain.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainService;
import org.onosproject.rest.AbstractWebResource;

import javax.ws.rs.DefaultValue;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;

/** The timeline, oldest of the newest first. */
@Path("events")
@Produces(MediaType.APPLICATION_JSON)
public final class EventsResource extends AbstractWebResource {
    @Context
    private UriInfo uriInfo;

    @GET
    public Response events(@QueryParam("limit") @DefaultValue("100") String limit) throws ChainException {
        Parameters.check(uriInfo.getQueryParameters(), "limit");
        int count = Parameters.wholeNumber("limit", limit, 1, ChainEvents.CAPACITY);
        ObjectNode root = mapper().createObjectNode();
        ArrayNode events = root.putArray("events");
        get(ChainService.class).events(count).forEach(event -> events.add(ChainJson.event(event)));
        return ok(root).build();
    }
}
