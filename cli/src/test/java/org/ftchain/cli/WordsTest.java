package org.ftchain.cli;

import org.ftchain.app.api.ChainException;
import org.junit.Test;

import java.util.List;
import java.util.Set;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

public class WordsTest {
    private static Words parse(String... words) throws ChainException {
        return Words.parse(List.of(words), Set.of("--from", "-n"), Set.of("-j"), 1);
    }

    @Test
    public void shouldTakeOptionsBehindTheArgument() throws ChainException {
        Words words = parse("web", "--from", "10.0.1.10", "-j", "-n=-5");
        assertEquals("web", words.argument());
        assertEquals("10.0.1.10", words.value("--from", "before"));
        assertEquals("-5", words.value("-n", null));
        assertTrue(words.flag("-j"));
    }

    @Test
    public void shouldTakeValuesThatLookLikeOptions() throws ChainException {
        assertEquals("-5", parse("web", "-n", "-5").value("-n", null));
    }

    @Test
    public void shouldKeepWhatCameBefore() throws ChainException {
        Words words = Words.parse(null, Set.of("--from"), Set.of(), 1);
        assertNull(words.argument());
        assertEquals("before", words.value("--from", "before"));
        assertFalse(words.flag("-j"));
    }

    @Test
    public void shouldRefuseWhatItDoesNotKnow() {
        refuse("unknown option --form", "web", "--form", "x");
        refuse("unexpected word two", "web", "two");
        refuse("option --from needs a value", "web", "--from");
    }

    @Test
    public void shouldNameAMissingArgument() throws ChainException {
        assertEquals("web", parse("web").required(0, "NAME"));
        ChainException missing = assertThrows(ChainException.class, () -> parse("-j").required(0, "NAME"));
        assertEquals("argument NAME is missing, see --help", missing.getMessage());
        Words three = Words.parse(List.of("web", "2", "x"), Set.of(), Set.of(), 3);
        assertEquals(2, three.requiredNumber(1, "HOP"));
        ChainException noNumber = assertThrows(ChainException.class, () -> three.requiredNumber(2, "THREADS"));
        assertEquals("THREADS must be a whole number: THREADS=x", noNumber.getMessage());
    }

    private static void refuse(String expected, String... words) {
        try {
            parse(words);
        } catch (ChainException e) {
            assertTrue(e.getMessage(), e.getMessage().startsWith(expected));
            return;
        }
        fail("must be refused with " + expected);
    }
}
