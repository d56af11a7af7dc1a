package org.ftchain.agent.packet;

import org.junit.Test;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

public class Ipv6AddressTest {
    @Test
    public void shouldFormatAsRfc5952Wants() {
        assertEquals("2001:db8::1", Ipv6Address.parse("2001:0DB8:0:0:0:0:0:1").toString());
        assertEquals("2001:db8:0:1:1:1:1:1", Ipv6Address.parse("2001:db8:0:1:1:1:1:1").toString());
        assertEquals("2001:0:0:1::1", Ipv6Address.parse("2001:0:0:1:0:0:0:1").toString());
        assertEquals("2001:db8::1:0:0:1", Ipv6Address.parse("2001:db8:0:0:1:0:0:1").toString());
        assertEquals("::", Ipv6Address.parse("::").toString());
        assertEquals("::1", Ipv6Address.parse("0:0:0:0:0:0:0:1").toString());
        assertEquals("fe80::", Ipv6Address.parse("fe80::").toString());
        assertEquals("1:2:3:4:5:6:7:8", Ipv6Address.parse("1:2:3:4:5:6:7:8").toString());
        assertEquals("::ffff:a00:10a", Ipv6Address.parse("::ffff:10.0.1.10").toString());
        assertEquals("64:ff9b::a00:10a", Ipv6Address.parse("64:ff9b::10.0.1.10").toString());
    }

    @Test
    public void shouldAgreeWithTheJdkWhenAddressesAreRandom() throws UnknownHostException {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[16];
            for (int group = 0; group < 8; group++) {
                BigEndian.putShort(bytes, group * 2, random.nextBoolean() ? 0 : random.nextInt(65536) >>> random.nextInt(16));
            }
            long high = BigEndian.getLong(bytes, 0);
            long low = BigEndian.getLong(bytes, 8);
            Ipv6Address parsed = Ipv6Address.parse(Inet6Address.getByAddress(null, bytes, -1).getHostAddress());
            assertEquals(new Ipv6Address(high, low), parsed);
            byte[] again = InetAddress.getByName(Ipv6Address.format(high, low)).getAddress();
            if (again.length == 16) {
                assertEquals(high, BigEndian.getLong(again, 0));
                assertEquals(low, BigEndian.getLong(again, 8));
            }
            assertEquals(parsed, Ipv6Address.parse(parsed.toString()));
        }
    }

    @Test
    public void shouldRefuseWhatIsNoAddress() {
        for (String text : new String[] {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::",
            "g::", "1:2:3:4:5:6:7::8", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%eth0",
            "::01.2.3.4", "10.0.0.1", " ::1", "-1::"}) {
            assertThrows(text, IllegalArgumentException.class, () -> Ipv6Address.parse(text));
        }
    }
}
