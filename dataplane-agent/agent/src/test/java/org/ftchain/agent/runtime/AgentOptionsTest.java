package org.ftchain.agent.runtime;

import org.ftchain.agent.io.IoMode;
import org.junit.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

public class AgentOptionsTest {
    private static final String[] MINIMAL = {"--server", "s1", "--data-port", "data0", "--controllers", "10.213.0.1",
        "--peer-listen", "10.213.0.11:9878"};

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(MINIMAL));
        all.addAll(Arrays.asList(more));
        return all.toArray(new String[0]);
    }

    private static String refusal(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> AgentOptions.parse(arguments)).getMessage();
    }

    private static String replacing(String name, String value) {
        String[] arguments = MINIMAL.clone();
        arguments[Arrays.asList(arguments).indexOf(name) + 1] = value;
        return refusal(arguments);
    }

    @Test
    public void shouldFillDefaultsWhenOnlyTheNecessaryIsGiven() {
        AgentOptions options = AgentOptions.parse(MINIMAL);
        assertEquals("s1", options.server());
        assertEquals("data0", options.dataPort());
        assertEquals(AgentOptions.CONTROL_PORT, options.controllers().get(0).getPort());
        assertEquals("10.213.0.11:9878", options.peerAddress());
        assertEquals(10, options.heartbeatMs());
        assertEquals(IoMode.AUTO, options.ioMode());
        assertEquals(1, options.threads());
        assertEquals(Double.valueOf(1000), options.capacity().get("throughput"));
    }

    @Test
    public void shouldReadEveryOption() {
        AgentOptions options = AgentOptions.parse("--server=s2", "--data-port=eth1", "--controllers", "10.0.0.1:1,10.0.0.2",
                "--peer-listen=10.0.0.3:4", "--heartbeat-ms", "1", "--io", "xdp-skb", "--threads", "16", "--capacity", "throughput=50,cpu=1.5");
        assertEquals(2, options.controllers().size());
        assertEquals(1, options.controllers().get(0).getPort());
        assertEquals(1, options.heartbeatMs());
        assertEquals(IoMode.XDP_SKB, options.ioMode());
        assertEquals(16, options.threads());
        assertEquals(java.util.Map.of("throughput", 50.0, "cpu", 1.5), options.capacity());
        assertEquals(java.util.Map.of("throughput", 50.0, "cpu", 1.5, "threads", 16.0), options.offer());
    }

    @Test
    public void shouldNameOptionAndValueWhenSomethingIsWrong() {
        assertEquals("--server is missing (--help shows an example)",
                refusal(Arrays.copyOfRange(MINIMAL, 2, MINIMAL.length)));
        assertEquals("unknown option: --sever (--help lists them)", refusal("--sever", "s1"));
        assertEquals("--server needs a value", refusal("--server"));
        assertEquals("--server needs a value", refusal("--server", "--data-port", "data0"));
        assertEquals("--io is given twice", refusal(with("--io", "xdp", "--io", "xdp")));
        assertEquals("--server: must be 1..64 letters, digits, dots, dashes or underscores: s 1", replacing("--server", "s 1"));
        assertEquals("--controllers: must be host:port: ", replacing("--controllers", "10.0.0.1,"));
        assertEquals("--controllers: unknown host: nowhere.invalid", replacing("--controllers", "nowhere.invalid"));
        assertEquals("--peer-listen: must be host:port: 10.0.0.1", replacing("--peer-listen", "10.0.0.1"));
        assertEquals("--peer-listen: must be the address at which other agents reach this server: 0.0.0.0:9878",
                replacing("--peer-listen", "0.0.0.0:9878"));
        assertEquals("--heartbeat-ms: must be 1..1000: 0", refusal(with("--heartbeat-ms", "0")));
        assertEquals("--heartbeat-ms: must be 1..1000: ten", refusal(with("--heartbeat-ms", "ten")));
        assertEquals("--threads: must be 1..16: 17", refusal(with("--threads", "17")));
        assertEquals("--io: must be one of auto, xdp, xdp-skb, packet: dpdk", refusal(with("--io", "dpdk")));
        assertEquals("--capacity: threads are what --threads says: threads=4", refusal(with("--capacity", "threads=4")));
        assertEquals("--capacity: must be RESOURCE=AMOUNT: cpu", refusal(with("--capacity", "cpu")));
        assertEquals("--capacity: must be RESOURCE=AMOUNT: ", refusal(with("--capacity", "cpu=1,")));
    }

    @Test
    public void shouldKeepDefaultOfResourceThatIsNotGiven() {
        AgentOptions options = AgentOptions.parse(with("--capacity", "cpu=0"));
        assertEquals(java.util.Map.of("throughput", 1000.0, "cpu", 0.0), options.capacity());
    }

    @Test
    public void shouldRefuseUnknownResource() {
        assertEquals("--capacity: resource must be one of cpu, throughput: bogus=3", refusal(with("--capacity", "bogus=3")));
        assertEquals("--capacity: resource must be one of cpu, throughput: Throughput=3",
                refusal(with("--capacity", "cpu=1,Throughput=3")));
        assertEquals("--capacity: resource must be one of cpu, throughput: =3", refusal(with("--capacity", "=3")));
    }

    @Test
    public void shouldBlameAmountWhenItIsNoNumber() {
        for (String amount : List.of("-1", "", "x", "1e3", "NaN", "9".repeat(400))) {
            assertEquals("--capacity: amount must be a number, 0 or more: cpu=" + amount,
                    refusal(with("--capacity", "throughput=1,cpu=" + amount)));
        }
    }
}
