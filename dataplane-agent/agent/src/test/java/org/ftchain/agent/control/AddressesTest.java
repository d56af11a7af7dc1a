package org.ftchain.agent.control;

import org.junit.Test;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

public class AddressesTest {
    @Test
    public void shouldReadHostAndPort() {
        assertEquals(9878, Addresses.parse("10.213.0.11:9878").getPort());
        assertEquals("10.213.0.11", Addresses.parse(" 10.213.0.11:9878 ").getHostString());
        assertEquals(9877, Addresses.parse("10.213.0.1", 9877).getPort());
        assertEquals(5, Addresses.parse("[::1]:5").getPort());
        assertEquals(9877, Addresses.parse("::1", 9877).getPort());
    }

    @Test
    public void shouldNameTheTextWhenItIsNoAddress() {
        for (String text : new String[] {"", ":1", "10.0.0.1", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:x"}) {
            IllegalArgumentException e = assertThrows(text, IllegalArgumentException.class, () -> Addresses.parse(text));
            assertEquals(e.getMessage(), text, e.getMessage().substring(e.getMessage().indexOf(": ") + 2));
        }
    }
}
