package org.ftchain.app.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.ftchain.app.api.ChainException;

import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;

/** Refusals as {"error": "one line"} with a 4xx status. */
@Provider
public final class ChainExceptionMapper implements ExceptionMapper<ChainException> {
    private static final int UNPROCESSABLE = 422;

    @Override
    public Response toResponse(ChainException refusal) {
        return Response.status(status(refusal.kind())).type(MediaType.APPLICATION_JSON_TYPE)
                .entity(JsonNodeFactory.instance.objectNode().put("error", refusal.getMessage()).toString()).build();
    }

    static int status(ChainException.Kind kind) {
        switch (kind) {
            case INVALID:
                return Response.Status.BAD_REQUEST.getStatusCode();
            case NOT_FOUND:
                return Response.Status.NOT_FOUND.getStatusCode();
            case CONFLICT:
                return Response.Status.CONFLICT.getStatusCode();
            default:
                return UNPROCESSABLE;
        }
    }
}
