package org.ftchain.app.rest;

import org.ftchain.app.api.ChainException;
import org.junit.Test;

import javax.ws.rs.core.MultivaluedHashMap;
import java.util.List;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** Query parameters are read strictly. */
public class ParametersTest {
    private static final MultivaluedHashMap<String, String> NONE = new MultivaluedHashMap<>();

    private static MultivaluedHashMap<String, String> query(String name, String... values) {
        MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
        query.put(name, List.of(values));
        return query;
    }

    private interface Check {
        void run() throws ChainException;
    }

    private static void refuse(String message, Check check) {
        ChainException refusal = assertThrows(ChainException.class, check::run);
        assertEquals(400, ChainExceptionMapper.status(refusal.kind()));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    public void shouldNameAParameterThatIsNotKnown() throws ChainException {
        Parameters.check(NONE, "hop");
        Parameters.check(query("hop", "1"), "hop", "limit");
        refuse("query parameter is not known: hops (known: hop, limit)", () -> Parameters.check(query("hops", "1"), "hop",
                "limit"));
        refuse("query parameter is not known: x? (there are none)", () -> Parameters.check(query("x\n", "1")));
        refuse("query parameter must be given once: hop", () -> Parameters.check(query("hop", "1", "2"), "hop"));
    }

    @Test
    public void shouldReadFlagsAndNumbers() throws ChainException {
        assertTrue(Parameters.flag("digests", "true"));
        refuse("digests must be true or false: digests=yes", () -> Parameters.flag("digests", "yes"));
        assertEquals(7, Parameters.wholeNumber("limit", "7", 1, 9));
        refuse("limit must be a whole number from 1 to 9: limit=10", () -> Parameters.wholeNumber("limit", "10", 1, 9));
    }
}
