package org.ftchain.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainService;
import org.ftchain.app.api.ChainSpecParser;
import org.ftchain.control.Reply;
import org.onosproject.rest.AbstractWebResource;

import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.DefaultValue;
import javax.ws.rs.GET;
import javax.ws.rs.PATCH;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;
import java.io.InputStream;

/** Chains: create, list, show, delete. */
@Path("chains")
@Produces(MediaType.APPLICATION_JSON)
public final class ChainsResource extends AbstractWebResource {
    private static final int MAX_HOP = 1000;
    private static final int MAX_ROWS = 100_000;

    @Context
    private UriInfo uriInfo;

    @GET
    public Response chains() throws ChainException {
        Parameters.check(uriInfo.getQueryParameters());
        ObjectNode root = mapper().createObjectNode();
        ArrayNode chains = root.putArray("chains");
        get(ChainService.class).chains().forEach(chain -> chains.add(ChainJson.chain(chain)));
        return ok(root).build();
    }

    /** Answers 201 when the chain carries traffic. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response create(InputStream body) throws ChainException {
        Parameters.check(uriInfo.getQueryParameters());
        ChainRecord created = get(ChainService.class)
                .create(ChainSpecParser.readObject(Parameters.body(body), "specification"));
        return Response.created(uriInfo.getAbsolutePathBuilder().path(created.name()).build())
                .entity(ChainJson.chain(created)).build();
    }

    @GET
    @Path("{name}")
    public Response chain(@PathParam("name") String name) throws ChainException {
        Parameters.check(uriInfo.getQueryParameters());
        return ok(ChainJson.chain(get(ChainService.class).chain(name))).build();
    }

    @DELETE
    @Path("{name}")
    public Response delete(@PathParam("name") String name) throws ChainException {
        Parameters.check(uriInfo.getQueryParameters());
        get(ChainService.class).delete(name);
        return Response.noContent().build();
    }

    @GET
    @Path("{name}/status")
    public Response status(@PathParam("name") String name, @QueryParam("digests") @DefaultValue("false") String digests)
            throws ChainException {
        Parameters.check(uriInfo.getQueryParameters(), "digests");
        return ok(ChainJson.status(get(ChainService.class).status(name, Parameters.flag("digests", digests)))).build();
    }

    /** Gives a middlebox another number of worker threads, {"threads": 2}; answers when the chain runs with them. */
    @PATCH
    @Path("{name}/hops/{hop}")
    @Consumes(MediaType.WILDCARD)
    public Response scale(@PathParam("name") String name, @PathParam("hop") String hop, InputStream body) throws ChainException {
        Parameters.check(uriInfo.getQueryParameters());
        int hopNumber = Parameters.wholeNumber("hop", hop, 1, MAX_HOP);
        int threads = ChainSpecParser.threads(ChainSpecParser.readObject(Parameters.body(body), "change"));
        return ok(ChainJson.chain(get(ChainService.class).scale(name, hopNumber - 1, threads))).build();
    }

    /** The state of a hop's middlebox; hops are numbered from 1. */
    @GET
    @Path("{name}/state")
    public Response state(@PathParam("name") String name, @QueryParam("hop") @DefaultValue("1") String hop,
                          @QueryParam("limit") @DefaultValue("1000") String limit) throws ChainException {
        Parameters.check(uriInfo.getQueryParameters(), "hop", "limit");
        int hopNumber = Parameters.wholeNumber("hop", hop, 1, MAX_HOP);
        int rowLimit = Parameters.wholeNumber("limit", limit, 1, MAX_ROWS);
        ObjectNode root = mapper().createObjectNode().put("name", name).put("hop", hopNumber);
        ArrayNode rows = root.putArray("rows");
        for (Reply.Row row : get(ChainService.class).state(name, hopNumber - 1, rowLimit)) {
            rows.add(ChainJson.row(row));
        }
        return ok(root).build();
    }
}
