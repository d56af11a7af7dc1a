package org.ftchain.app.steering;

import org.onosproject.net.DeviceId;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleOperations;
import org.onosproject.net.flow.FlowRuleOperationsContext;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.FlowRuleOperation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@link FlowRuleService} with futures: one operation per switch, so that a failure names its switch. ONOS reports success
 * for a switch that is not connected, hence the look at {@link DeviceService} before and after. Thread-safe.
 */
final class RuleInstaller {
    private final FlowRuleService flowRuleService;
    private final DeviceService deviceService;
    private final long timeoutMs;

    /** @param timeoutMs how long a switch may take to confirm */
    RuleInstaller(FlowRuleService flowRuleService, DeviceService deviceService, long timeoutMs) {
        this.flowRuleService = flowRuleService;
        this.deviceService = deviceService;
        this.timeoutMs = timeoutMs;
    }

    /** Completes when all switches have confirmed all rules; fails with {@link SteeringException}. */
    CompletableFuture<Void> install(Collection<FlowRule> rules) {
        return apply(FlowRuleOperation.Type.ADD, rules);
    }

    /** As {@link #install}. */
    CompletableFuture<Void> remove(Collection<FlowRule> rules) {
        return apply(FlowRuleOperation.Type.REMOVE, rules);
    }

    private CompletableFuture<Void> apply(FlowRuleOperation.Type type, Collection<FlowRule> rules) {
        Map<DeviceId, List<FlowRule>> byDevice = new LinkedHashMap<>();
        rules.forEach(rule -> byDevice.computeIfAbsent(rule.deviceId(), device -> new ArrayList<>()).add(rule));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        byDevice.forEach((device, list) -> all.add(applyAt(type, device, list)));
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
    }

    private CompletableFuture<Void> applyAt(FlowRuleOperation.Type type, DeviceId device, List<FlowRule> rules) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        FlowRuleOperations.Builder operations = FlowRuleOperations.builder();
        rules.forEach(rule -> operations.operation(new FlowRuleOperation(rule, type)));
        flowRuleService.apply(operations.build(new FlowRuleOperationsContext() {
            @Override
            public void onSuccess(FlowRuleOperations ops) {
                if (deviceService.isAvailable(device)) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(new SteeringException("switch " + device + " is not connected"));
                }
            }

            @Override
            public void onError(FlowRuleOperations ops) {
                done.completeExceptionally(new SteeringException("switch " + device + " refused to "
                        + verb(type) + " " + describeFirst(ops, rules)));
            }
        }));
        return done.orTimeout(timeoutMs, TimeUnit.MILLISECONDS).exceptionally(error -> {
            throw new java.util.concurrent.CompletionException(!(error instanceof TimeoutException) ? error
                    : new SteeringException("switch " + device + " did not confirm to " + verb(type) + " "
                    + rules.size() + " rules within " + timeoutMs + " ms"));
        });
    }

    private static String verb(FlowRuleOperation.Type type) {
        return type == FlowRuleOperation.Type.ADD ? "install" : "remove";
    }

    private static String describeFirst(FlowRuleOperations failed, List<FlowRule> all) {
        FlowRule rule = failed.stages().stream().flatMap(Collection::stream).map(FlowRuleOperation::rule).findFirst()
                .orElse(all.get(0));
        return "the rule " + rule.selector().criteria() + " -> " + rule.treatment().allInstructions();
    }
}
