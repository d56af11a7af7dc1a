package org.ftchain.app.steering;

import org.junit.Test;
import org.onosproject.net.DefaultLink;
import org.onosproject.net.Link;
import org.onosproject.net.provider.ProviderId;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.ftchain.app.TestChains.point;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class RouteFinderTest {
    static List<Link> both(int a, int aPort, int b, int bPort, Link.State state) {
        List<Link> links = new ArrayList<>();
        links.add(DefaultLink.builder().providerId(ProviderId.NONE).type(Link.Type.DIRECT).state(state)
                .src(point(a, aPort)).dst(point(b, bPort)).build());
        links.add(DefaultLink.builder().providerId(ProviderId.NONE).type(Link.Type.DIRECT).state(state)
                .src(point(b, bPort)).dst(point(a, aPort)).build());
        return links;
    }

    /** Port 10a+b of switch a leads to switch b. */
    static List<Link> ring(int switches) {
        List<Link> links = new ArrayList<>();
        for (int a = 1; a <= switches; a++) {
            int b = a % switches + 1;
            links.addAll(both(a, 100 + b, b, 100 + a, Link.State.ACTIVE));
        }
        return links;
    }

    private static SwitchPass pass(int device, int in, int out) {
        return SwitchPass.of(point(device, in).deviceId(), point(device, in).port(), point(device, out).port());
    }

    @Test
    public void shouldPassOneSwitchWhenBothPortsAreThere() throws SteeringException {
        assertEquals(List.of(pass(1, 5, 6)), new RouteFinder(List.of()).route(point(1, 5), point(1, 6)));
    }

    @Test
    public void shouldTakeTheDirectLink() throws SteeringException {
        assertEquals(List.of(pass(1, 5, 102), pass(2, 101, 6)),
                new RouteFinder(ring(3)).route(point(1, 5), point(2, 6)));
    }

    @Test
    public void shouldGoRoundWhenALinkIsDown() throws SteeringException {
        List<Link> links = new ArrayList<>(both(1, 102, 2, 101, Link.State.INACTIVE));
        links.addAll(both(1, 103, 3, 101, Link.State.ACTIVE));
        links.addAll(both(3, 102, 2, 103, Link.State.ACTIVE));
        assertEquals(List.of(pass(1, 5, 103), pass(3, 101, 102), pass(2, 103, 6)),
                new RouteFinder(links).route(point(1, 5), point(2, 6)));
    }

    @Test
    public void shouldFindTheSameRouteWhateverTheOrderOfLinks() throws SteeringException {
        List<Link> links = ring(4);
        List<SwitchPass> expected = new RouteFinder(links).route(point(1, 5), point(3, 6));
        assertEquals(3, expected.size());
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(links, new Random(seed));
            assertEquals(expected, new RouteFinder(links).route(point(1, 5), point(3, 6)));
        }
    }

    @Test
    public void shouldNameBothEndsWhenNoLinksLeadThere() {
        try {
            new RouteFinder(List.of()).route(point(1, 5), point(2, 6));
            fail("found a route without links");
        } catch (SteeringException e) {
            assertTrue(e.getMessage(), e.getMessage().contains("of:0000000000000001/5")
                    && e.getMessage().contains("of:0000000000000002/6"));
        }
    }
}
