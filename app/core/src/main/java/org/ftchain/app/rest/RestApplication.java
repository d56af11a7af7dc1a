package org.ftchain.app.rest;

import org.onlab.rest.AbstractWebApplication;

import java.util.Set;

/** The JAX-RS application that WEB-INF/web.xml names. */
public final class RestApplication extends AbstractWebApplication {
    @Override
    public Set<Class<?>> getClasses() {
        return getClasses(ChainsResource.class, AgentsResource.class, EventsResource.class, ChainExceptionMapper.class);
    }
}
