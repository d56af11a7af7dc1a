package org.ftchain.app.steering;

import org.ftchain.app.TestChains;
import org.ftchain.app.api.ChainRecord;
import org.junit.Test;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.store.serializers.KryoNamespaces;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.TestStorageService;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

public class RuleBookTest {
    private final RuleCompiler compiler = new RuleCompiler(new DefaultApplicationId(7, "org.ftchain"));
    private final ConsistentMap<String, List<FlowRule>> map = new TestStorageService()
            .<String, List<FlowRule>>consistentMapBuilder().withName("rules").build();
    private final List<Runnable> writes = new ArrayList<>();
    private final RuleBook book = new RuleBook(map, writes::add);

    private List<FlowRule> rules(ChainRecord record) throws SteeringException {
        ChainRules rules = compiler.compile(record, new RouteFinder(RouteFinderTest.ring(3)));
        List<FlowRule> all = new ArrayList<>(rules.labelled());
        all.addAll(rules.classifiers());
        return all;
    }

    private void write() {
        writes.forEach(Runnable::run);
        writes.clear();
    }

    @Test
    public void shouldRememberOverARestart() throws SteeringException {
        List<FlowRule> rules = rules(TestChains.active(TestChains.web(), 1, 3, 5));
        book.add("web/0", rules);
        assertTrue("not before it is written in the background", map.isEmpty());
        write();
        RuleBook other = new RuleBook(map, writes::add);
        other.open();
        assertEquals(new HashSet<>(rules), new HashSet<>(other.rules("web/0")));
        assertEquals(List.of(), other.rules("dns/0"));
    }

    @Test
    public void shouldForgetWhatWasRemoved() throws SteeringException {
        List<FlowRule> rules = rules(TestChains.active(TestChains.web(), 1, 3, 5));
        book.add("web/0", rules);
        book.remove("web/0", rules.subList(0, 3));
        write();
        assertEquals(rules.size() - 3, map.get("web/0").value().size());
        book.remove("web/0", rules);
        write();
        assertTrue(map.isEmpty());
    }

    @Test
    public void shouldKeepTheLatestTreatment() throws SteeringException {
        ChainRecord web = TestChains.active(TestChains.web(), 1, 3, 5);
        LabelPlan plan = LabelPlan.replace(web.path(), Set.of(0));
        ChainRecord now = web.withPath(web.path().withLabels(plan.labels()));
        book.add("web/0", compiler.compile(web, new RouteFinder(RouteFinderTest.ring(3))).classifiers());
        book.add("web/0", compiler.compile(now, new RouteFinder(RouteFinderTest.ring(3))).classifiers());
        assertEquals(2, book.rules("web/0").size());
        assertTrue(book.rules("web/0").stream().anyMatch(rule -> PathRules.label(rule) == plan.labels().forward[0]));
    }

    @Test
    public void shouldBeSerialisable() throws SteeringException {
        List<FlowRule> rules = rules(TestChains.active(TestChains.web(), 1, 3, 5));
        Serializer serializer = Serializer.using(KryoNamespaces.API);
        List<FlowRule> back = serializer.decode(serializer.encode(rules));
        for (int i = 0; i < rules.size(); i++) {
            assertTrue(rules.get(i).exactMatch(back.get(i)));
            assertEquals(rules.get(i).treatment(), back.get(i).treatment());
            assertEquals(rules.get(i).id(), back.get(i).id());
        }
    }
}
