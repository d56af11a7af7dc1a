package org.ftchain.app.southbound;

import org.ftchain.app.api.AgentDescription;
import org.ftchain.app.api.AgentListener;
import org.ftchain.app.api.AgentSessions;
import org.ftchain.control.Reply;
import org.ftchain.control.Request;
import org.onlab.packet.MacAddress;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.Host;
import org.onosproject.net.HostLocation;
import org.onosproject.net.host.HostService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** {@link AgentSessions} over the sessions of this node's {@link AgentServer}. */
@Component(immediate = true, service = AgentSessions.class)
public final class AgentSessionManager implements AgentSessions {
    /** TCP port that agents dial. */
    public static final int PORT = 9877;
    private static final Logger LOG = LoggerFactory.getLogger(AgentSessionManager.class);

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected HostService hostService;

    private final SessionTable table = new SessionTable();
    private AgentServer server;

    @Activate
    protected void activate() {
        start(PORT);
    }

    void start(int port) {
        server = new AgentServer(table, port);
        server.start();
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        server.stop();
        LOG.info("Stopped");
    }

    AgentServer server() {
        return server;
    }

    @Override
    public Set<AgentDescription> agents() {
        Set<AgentDescription> agents = new LinkedHashSet<>();
        table.all().forEach(session -> agents.add(describe(session)));
        return agents;
    }

    @Override
    public Optional<AgentDescription> agent(String server) {
        return Optional.ofNullable(table.get(server)).map(this::describe);
    }

    @Override
    public CompletableFuture<Reply> request(String server, LongFunction<? extends Request> withId) {
        AgentSession session = table.get(server);
        if (session == null || !session.isConnected()) {
            CompletableFuture<Reply> failed = new CompletableFuture<>();
            failed.completeExceptionally(new AgentException("agent " + server + " is not connected"));
            return failed;
        }
        return session.request(withId);
    }

    @Override
    public void addListener(AgentListener listener) {
        table.addListener(listener);
    }

    @Override
    public void removeListener(AgentListener listener) {
        table.removeListener(listener);
    }

    private AgentDescription describe(AgentSession session) {
        return AgentDescription.of(session.hello(), session.isConnected(), session.remoteAddress(),
                locate(session.hello().dataMac));
    }

    private ConnectPoint locate(String dataMac) {
        for (Host host : hostService.getHostsByMac(MacAddress.valueOf(dataMac))) {
            HostLocation location = host.location();
            return new ConnectPoint(location.elementId(), location.port());
        }
        return null;
    }
}
