package org.ftchain.testbed.openflow;

import static org.onlab.util.Tools.groupedThreads;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DefaultAnnotations;
import org.onosproject.net.LinkKey;
import org.onosproject.net.Port;
import org.onosproject.net.config.NetworkConfigEvent;
import org.onosproject.net.config.NetworkConfigListener;
import org.onosproject.net.config.NetworkConfigService;
import org.onosproject.net.config.basics.BasicLinkConfig;
import org.onosproject.net.device.DeviceEvent;
import org.onosproject.net.device.DeviceListener;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.link.DefaultLinkDescription;
import org.onosproject.net.link.LinkDescription;
import org.onosproject.net.link.LinkProvider;
import org.onosproject.net.link.LinkProviderRegistry;
import org.onosproject.net.link.LinkProviderService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of the network configuration ({@code links}, {@code basic}) as links. A link is there while both of its ports are enabled on available
 * devices; a bidirectional one (the default) in both directions. One thread compares what is configured with what was announced.
 */
@Component(immediate = true, service = {})
public class ConfiguredLinkProvider extends AbstractProvider implements LinkProvider {
    private final Logger log = LoggerFactory.getLogger(getClass());

    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected LinkProviderRegistry providerRegistry;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected NetworkConfigService configService;
    @Reference(cardinality = ReferenceCardinality.MANDATORY)
    protected DeviceService deviceService;

    private final NetworkConfigListener configListener = new ConfigListener();
    private final DeviceListener deviceListener = new Devices();
    private final Map<LinkKey, LinkDescription> announced = new HashMap<>();
    private LinkProviderService service;
    private ExecutorService executor;

    public ConfiguredLinkProvider() {
        super(new ProviderId("cfg", "org.ftchain.testbed.openflow.links"));
    }

    @Activate
    void activate() {
        executor = Executors.newSingleThreadExecutor(groupedThreads("ftchain/openflow", "link-%d", log));
        service = providerRegistry.register(this);
        deviceService.addListener(deviceListener);
        configService.addListener(configListener);
        reconcileSoon();
        log.info("Started");
    }

    @Deactivate
    void deactivate() {
        configService.removeListener(configListener);
        deviceService.removeListener(deviceListener);
        executor.shutdownNow();
        providerRegistry.unregister(this);
        log.info("Stopped");
    }

    private void reconcileSoon() {
        executor.execute(Guarded.task(log, this::reconcile));
    }

    private void reconcile() {
        Map<LinkKey, LinkDescription> wanted = new HashMap<>();
        for (LinkKey key : configService.getSubjects(LinkKey.class, BasicLinkConfig.class)) {
            BasicLinkConfig config = configService.getConfig(key, BasicLinkConfig.class);
            if (config != null && config.isAllowed() && isUp(key.src()) && isUp(key.dst())) {
                wanted.put(key, describe(key.src(), key.dst(), config));
                if (config.isBidirectional()) {
                    wanted.putIfAbsent(LinkKey.linkKey(key.dst(), key.src()), describe(key.dst(), key.src(), config));
                }
            }
        }
        Set<LinkKey> gone = new HashSet<>(announced.keySet());
        gone.removeAll(wanted.keySet());
        for (LinkKey key : gone) {
            service.linkVanished(announced.remove(key));
        }
        wanted.forEach((key, description) -> {
            if (!description.equals(announced.put(key, description))) {
                service.linkDetected(description);
            }
        });
    }

    private boolean isUp(ConnectPoint point) {
        if (!deviceService.isAvailable(point.deviceId())) {
            return false;
        }
        Port port = deviceService.getPort(point);
        return port != null && port.isEnabled();
    }

    private static LinkDescription describe(ConnectPoint src, ConnectPoint dst, BasicLinkConfig config) {
        DefaultAnnotations.Builder annotations = DefaultAnnotations.builder();
        if (config.bandwidth() > 0) {
            annotations.set(AnnotationKeys.BANDWIDTH, Long.toString(config.bandwidth()));
        }
        return new DefaultLinkDescription(src, dst, config.type(), DefaultLinkDescription.EXPECTED, annotations.build());
    }

    private final class ConfigListener implements NetworkConfigListener {
        @Override
        public boolean isRelevant(NetworkConfigEvent event) {
            return event.configClass().equals(BasicLinkConfig.class);
        }

        @Override
        public void event(NetworkConfigEvent event) {
            reconcileSoon();
        }
    }

    private final class Devices implements DeviceListener {
        @Override
        public boolean isRelevant(DeviceEvent event) {
            return event.type() != DeviceEvent.Type.PORT_STATS_UPDATED;
        }

        @Override
        public void event(DeviceEvent event) {
            reconcileSoon();
        }
    }
}
