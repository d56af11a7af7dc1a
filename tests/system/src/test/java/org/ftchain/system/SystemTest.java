package org.ftchain.system;

import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.testbed.demo.DemoChain;
import org.ftchain.testbed.demo.Timeline;
import org.ftchain.testbed.network.Await;
import org.ftchain.testbed.network.ChainClient;
import org.ftchain.testbed.network.Command;
import org.ftchain.testbed.network.Layout;
import org.ftchain.testbed.network.Testbed;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A test on the shared testbed: begins and ends with six connected agents and without chains. */
public abstract class SystemTest {
    protected static final Duration SOON = Duration.ofSeconds(30);
    protected static final Duration LONG = Duration.ofMinutes(3);

    protected final Timeline timeline = new Timeline(System.out);
    protected Testbed testbed;

    /** Says what ran, and on a failure what the chains looked like, before they are removed. */
    @Rule
    public final TestWatcher watcher = new TestWatcher() {
        @Override
        protected void starting(Description description) {
            System.out.println("--- " + description.getClassName().replaceAll(".*\\.", "") + " " + description.getMethodName());
        }

        @Override
        protected void failed(Throwable e, Description description) {
            if (testbed == null) {
                return;
            }
            System.out.println("FAILED: " + e);
            System.out.println(testbed.rest().get("/ftchain/chains").body());
            System.out.println(testbed.rest().get("/ftchain/events?limit=60").body());
            for (String name : chains()) {
                System.out.println(testbed.rest().get("/ftchain/chains/" + name + "/status").body());
            }
            testbed.switches().allFlows().forEach(System.out::println);
        }

        @Override
        protected void finished(Description description) {
            if (testbed != null) {
                chains().forEach(name -> testbed.rest().delete("/ftchain/chains/" + name));
            }
        }
    };

    @Before
    public final void requireCleanTestbed() {
        testbed = SharedTestbed.get();
        testbed.reviveAgents();
        chains().forEach(name -> testbed.rest().delete("/ftchain/chains/" + name));
        assertTrue("chains left: " + chains(), chains().isEmpty());
    }

    @After
    public final void endTraffic() {
        testbed.endTraffic();
    }

    protected final List<String> chains() {
        List<String> names = new ArrayList<>();
        for (JsonNode chain : testbed.rest().json("/ftchain/chains").path("chains")) {
            names.add(chain.path("name").asText());
        }
        return names;
    }

    /** Creates the chain firewall, monitor, NAT between client and web server through the ONOS shell. */
    protected final ChainClient create(String name, String protection) {
        testbed.shell().run("ftc-chain-create " + name + " --from " + Layout.CLIENT_ADDRESS + " --to " + Layout.WEB_ADDRESS
                + " --middleboxes firewall,monitor,nat --throughput 100 --failures 1 --symmetric --protection " + protection
                + " --file " + DemoChain.writeSpec(testbed.directory(), name)).orThrow();
        return new ChainClient(testbed.rest(), name);
    }

    protected final void delete(ChainClient chain) {
        testbed.shell().run("ftc-chain-delete " + chain.name()).orThrow();
    }

    protected final Command.Result shell(String command) {
        return testbed.shell().run(command);
    }

    protected static void await(String what, java.util.function.BooleanSupplier condition) {
        Await.until(what, SOON, 100, condition);
    }
}
