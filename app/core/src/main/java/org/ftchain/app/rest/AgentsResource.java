package org.ftchain.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainService;
import org.onosproject.rest.AbstractWebResource;

import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;

/** The agents that this node has seen. */
@Path("agents")
@Produces(MediaType.APPLICATION_JSON)
public final class AgentsResource extends AbstractWebResource {
    @Context
    private UriInfo uriInfo;

    @GET
    public Response agents() throws ChainException {
        Parameters.check(uriInfo.getQueryParameters());
        ObjectNode root = mapper().createObjectNode();
        ArrayNode agents = root.putArray("agents");
        get(ChainService.class).agents().forEach(agent -> agents.add(ChainJson.agent(agent)));
        return ok(root).build();
    }
}
