package org.ftchain.app.health;

import org.junit.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.Assert.assertEquals;

public class FailureDetectorTest {
    private static final long MS = 1_000_000L;

    private final List<String> told = new ArrayList<>();
    private final FailureDetector.Listener listener = new FailureDetector.Listener() {
        @Override
        public void onAlive(String server, long incarnation) {
            told.add("alive " + server + " " + incarnation);
        }

        @Override
        public void onSuspected(String server, long incarnation, long lastHeardNs, long intervalNs) {
            told.add("suspected " + server + " " + incarnation + " last " + lastHeardNs / MS);
        }

        @Override
        public void onRestarted(String server, long oldIncarnation, long newIncarnation, long lastHeardNs) {
            told.add("restarted " + server + " " + oldIncarnation + ">" + newIncarnation);
        }
    };
    private final FailureDetector detector = new FailureDetector(3, 10 * MS);

    private void beat(String server, long incarnation, long ms) {
        detector.onHeartbeat(server, incarnation, 10, ms * MS, listener);
    }

    private List<String> pollAt(long ms) {
        told.clear();
        detector.poll(ms * MS, listener);
        return told;
    }

    @Test
    public void shouldSuspectOnceAfterThreeIntervalsOfSilence() {
        beat("s1", 1, 0);
        beat("s1", 1, 10);
        assertEquals(List.of(), pollAt(40));
        assertEquals(List.of("suspected s1 1 last 10"), pollAt(41));
        assertEquals(List.of(), pollAt(1000));
    }

    @Test
    public void shouldTellWhenASuspectedAgentIsHeardAgain() {
        beat("s1", 1, 0);
        pollAt(31);
        told.clear();
        beat("s1", 1, 35);
        assertEquals(List.of("alive s1 1"), told);
        assertEquals(List.of("suspected s1 1 last 35"), pollAt(66));
    }

    @Test
    public void shouldUseTheAgentsOwnInterval() {
        detector.onHeartbeat("s1", 1, 1, 0, listener);
        detector.onHeartbeat("s2", 1, 100, 0, listener);
        assertEquals(List.of("suspected s1 1 last 0"), pollAt(4));
        assertEquals(List.of("suspected s2 1 last 0"), pollAt(301));
    }

    @Test
    public void shouldReportARestartAtOnce() {
        beat("s1", 1, 0);
        told.clear();
        beat("s1", 2, 5);
        assertEquals(List.of("restarted s1 1>2", "alive s1 2"), told);
    }

    @Test
    public void shouldNotBringAnOldIncarnationBack() {
        beat("s1", 1, 0);
        beat("s1", 2, 5);
        told.clear();
        beat("s1", 1, 6);
        assertEquals(List.of(), told);
        assertEquals(List.of("suspected s1 2 last 5"), pollAt(36));
    }

    @Test
    public void shouldSuspectAnExpectedAgentThatIsNeverHeard() {
        detector.expect("s1", 1, 1000 * MS, 0);
        assertEquals(List.of(), pollAt(1000));
        assertEquals(List.of("suspected s1 1 last 0"), pollAt(1001));
    }

    @Test
    public void shouldNotForgetWhatItKnowsWhenAnAgentIsExpected() {
        beat("s1", 1, 0);
        detector.expect("s1", 1, 1000 * MS, 1 * MS);
        assertEquals(List.of("suspected s1 1 last 0"), pollAt(31));
    }

    @Test
    public void shouldReportARestartOfAnExpectedAgent() {
        detector.expect("s1", 1, 1000 * MS, 0);
        beat("s1", 2, 5);
        assertEquals(List.of("restarted s1 1>2", "alive s1 2"), told);
    }

    @Test
    public void shouldGiveEveryoneAFreshDeadlineAfterItsOwnPause() {
        beat("s1", 1, 0);
        beat("s2", 1, 0);
        detector.onPause(500 * MS);
        assertEquals(List.of(), pollAt(500));
        beat("s1", 1, 505);
        assertEquals(List.of("suspected s2 1 last 0"), pollAt(531));
    }

    @Test
    public void shouldNotPardonForEver() {
        beat("s1", 1, 0);
        long ms = 0;
        for (int i = 0; i <= FailureDetector.MAX_PARDONS; i++) {
            ms += 25;
            detector.onPause(ms * MS);
        }
        assertEquals(List.of("suspected s1 1 last 0"), pollAt(ms + 10));
    }

    @Test
    public void shouldSayWhenTheNextDeadlineIs() {
        assertEquals(50 * MS, detector.untilNextDeadline(0, 50 * MS));
        beat("s1", 1, 0);
        assertEquals(20 * MS, detector.untilNextDeadline(10 * MS, 50 * MS));
        assertEquals(0, detector.untilNextDeadline(100 * MS, 50 * MS));
        detector.poll(100 * MS, listener);
        assertEquals(50 * MS, detector.untilNextDeadline(100 * MS, 50 * MS));
    }

    @Test
    public void shouldNeverSuspectWhenHeartbeatsComeWithJitterBelowTheLimit() {
        java.util.Random random = new java.util.Random(5);
        long ms = 0;
        for (int i = 0; i < 10_000; i++) {
            ms += 1 + random.nextInt(29);
            detector.poll(ms * MS, listener);
            beat("s1", 1, ms);
        }
        assertEquals(List.of("alive s1 1"), told);
    }
}
