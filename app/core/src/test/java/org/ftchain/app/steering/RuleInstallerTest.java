package org.ftchain.app.steering;

import org.junit.Test;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.device.DeviceServiceAdapter;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleOperations;
import org.onosproject.net.flow.FlowRuleServiceAdapter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import static org.ftchain.app.TestChains.point;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class RuleInstallerTest {
    private final RuleCompiler compiler = new RuleCompiler(new DefaultApplicationId(7, "org.ftchain"));
    private final List<FlowRuleOperations> applied = new ArrayList<>();
    private final Set<DeviceId> gone = new HashSet<>();
    private final RuleInstaller installer = new RuleInstaller(new FlowRuleServiceAdapter() {
        @Override
        public void apply(FlowRuleOperations operations) {
            applied.add(operations);
        }
    }, new DeviceServiceAdapter() {
        @Override
        public boolean isAvailable(DeviceId device) {
            return !gone.contains(device);
        }
    }, 200);

    private FlowRule rule(int device, int port) {
        return compiler.edgeDrop(point(device, port));
    }

    private static String failure(CompletableFuture<Void> future) throws Exception {
        try {
            future.get(10, TimeUnit.SECONDS);
            fail("completed");
            return null;
        } catch (ExecutionException e) {
            assertTrue(e.getCause().toString(), e.getCause() instanceof SteeringException);
            return e.getCause().getMessage();
        }
    }

    @Test
    public void shouldCompleteWhenAllSwitchesHaveConfirmed() {
        CompletableFuture<Void> done = installer.install(List.of(rule(1, 1), rule(1, 2), rule(2, 1)));
        assertEquals("one operation per switch", 2, applied.size());
        assertFalse(done.isDone());
        applied.get(0).callback().onSuccess(applied.get(0));
        assertFalse(done.isDone());
        applied.get(1).callback().onSuccess(applied.get(1));
        assertTrue(done.isDone() && !done.isCompletedExceptionally());
    }

    @Test
    public void shouldCompleteAtOnceWithoutRules() {
        assertTrue(installer.install(List.of()).isDone());
    }

    @Test
    public void shouldNameSwitchAndRuleWhenItIsRefused() throws Exception {
        CompletableFuture<Void> done = installer.install(List.of(rule(1, 1)));
        applied.get(0).callback().onError(FlowRuleOperations.builder().add(rule(1, 1)).build());
        String message = failure(done);
        assertTrue(message, message.contains("of:0000000000000001") && message.contains("refused to install")
                && message.contains("IN_PORT:1"));
    }

    @Test(timeout = 20_000)
    public void shouldFailWhenASwitchDoesNotConfirmInTime() throws Exception {
        String message = failure(installer.remove(List.of(rule(2, 1))));
        assertEquals("switch of:0000000000000002 did not confirm to remove 1 rules within 200 ms", message);
    }

    @Test
    public void shouldNotBelieveASuccessOfASwitchThatIsNotConnected() throws Exception {
        gone.add(point(1, 1).deviceId());
        CompletableFuture<Void> done = installer.install(List.of(rule(1, 1)));
        applied.get(0).callback().onSuccess(applied.get(0));
        assertEquals("switch of:0000000000000001 is not connected", failure(done));
    }
}
