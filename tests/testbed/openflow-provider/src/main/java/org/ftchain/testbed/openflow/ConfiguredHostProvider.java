package org.ftchain.testbed.openflow;

import java.util.Set;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.config.NetworkConfigEvent;
import org.onosproject.net.config.NetworkConfigListener;
import org.onosproject.net.config.NetworkConfigService;
import org.onosproject.net.config.basics.BasicHostConfig;
import org.onosproject.net.host.DefaultHostDescription;
import org.onosproject.net.host.HostProvider;
import org.onosproject.net.host.HostProviderRegistry;
import org.onosproject.net.host.HostProviderService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts of the network configuration ({@code hosts}, {@code basic} with addresses and locations) as hosts. */
@Component(immediate = true, service = {})
public class ConfiguredHostProvider extends AbstractProvider implements HostProvider {
    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected HostProviderRegistry providerRegistry;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected NetworkConfigService configService;

    private final NetworkConfigListener listener = new Listener();
    private HostProviderService service;

    public ConfiguredHostProvider() {
        super(new ProviderId("host", "org.ftchain.testbed.openflow.hosts"));
    }

    @Activate
    void activate() {
        service = providerRegistry.register(this);
        configService.addListener(listener);
        configService.getSubjects(HostId.class, BasicHostConfig.class).forEach(this::detected);
        log.info("Started");
    }

    @Deactivate
    void deactivate() {
        configService.removeListener(listener);
        providerRegistry.unregister(this);
        log.info("Stopped");
    }

    @Override
    public void triggerProbe(Host host) {
        // Nothing to ask: the configuration is what is known.
    }

    private void detected(HostId hostId) {
        BasicHostConfig config = configService.getConfig(hostId, BasicHostConfig.class);
        if (config == null || config.locations() == null || config.locations().isEmpty()) {
            return;
        }
        boolean configured = true;
        boolean replaceAddresses = true;
        service.hostDetected(hostId, new DefaultHostDescription(hostId.mac(), hostId.vlanId(), config.locations(),
                config.ipAddresses() == null ? Set.of() : config.ipAddresses(), configured), replaceAddresses);
    }

    private final class Listener implements NetworkConfigListener {
        @Override
        public boolean isRelevant(NetworkConfigEvent event) {
            return event.configClass().equals(BasicHostConfig.class);
        }

        @Override
        public void event(NetworkConfigEvent event) {
            HostId hostId = (HostId) event.subject();
            switch (event.type()) {
                case CONFIG_ADDED:
                case CONFIG_UPDATED:
                    detected(hostId);
                    break;
                case CONFIG_REMOVED:
                    service.hostVanished(hostId);
                    break;
                default:
                    break;
            }
        }
    }
}
