package org.ftchain.app.health;

import org.ftchain.app.health.AgentHealth.Life;
import org.junit.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import static org.junit.Assert.assertEquals;

public class AgentLivesTest {
    private static final long MS = 1_000_000L;

    private static final class Task {
        private final long atNs;
        private final Runnable task;

        Task(long atNs, Runnable task) {
            this.atNs = atNs;
            this.task = task;
        }
    }

    private long nowNs;
    private int asked;
    private LongSupplier successor = () -> -1;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
    private final List<String> told = new ArrayList<>();
    private final AgentLives lives = new AgentLives(new AgentLives.Surroundings() {
        @Override
        public long nowNs() {
            return nowNs;
        }

        @Override
        public void later(long delayMs, Runnable task) {
            tasks.add(new Task(nowNs + delayMs * MS, task));
        }

        @Override
        public void askSuccessors(String server, Consumer<Long> silenceNs) {
            asked++;
            later(1, () -> {
                long answer = successor.getAsLong();
                if (answer >= 0) {
                    silenceNs.accept(answer);
                }
            });
        }
    });

    public AgentLivesTest() {
        lives.addListener(new AgentHealth.Listener() {
            @Override
            public void onSuspected(String server, long incarnation, String why) {
                told.add(nowNs / MS + " suspected " + server);
            }

            @Override
            public void onFailed(String server, long incarnation, long lastHeardNs, long confirmedNs, String why) {
                told.add(nowNs / MS + " failed " + server + " " + incarnation + " after " + (confirmedNs - lastHeardNs) / MS);
            }

            @Override
            public void onAlive(String server, long incarnation) {
                told.add(nowNs / MS + " alive " + server + " " + incarnation);
            }
        });
    }

    private List<String> until(long ms) {
        while (!tasks.isEmpty() && tasks.peek().atNs <= ms * MS) {
            Task next = tasks.remove();
            nowNs = Math.max(nowNs, next.atNs);
            next.task.run();
        }
        nowNs = ms * MS;
        List<String> taken = new ArrayList<>(told);
        told.clear();
        return taken;
    }

    private void missing() {
        lives.onAlive("s1", 1);
        told.clear();
        nowNs = 31 * MS;
        lives.onSuspected("s1", 1, 0, 10 * MS);
    }

    @Test
    public void shouldConfirmAsSoonAsTheSuccessorSaysItIsSilent() {
        successor = () -> 30 * MS;
        missing();
        assertEquals(Life.SUSPECTED, lives.life("s1", 1));
        assertEquals(List.of("31 suspected s1", "32 failed s1 1 after 32"), until(1000));
        assertEquals(Life.FAILED, lives.life("s1", 1));
        assertEquals("nothing is asked any more", 1, asked);
    }

    @Test
    public void shouldConfirmAfterTheGraceWhenNobodyAnswers() {
        missing();
        assertEquals(List.of("31 suspected s1", "82 failed s1 1 after 82"), until(1000));
    }

    @Test
    public void shouldAskAgainWhileTheSuccessorHearsIt() {
        successor = () -> nowNs < 60 * MS ? 5 * MS : 20 * MS;
        missing();
        assertEquals(List.of("31 suspected s1", "64 failed s1 1 after 64"), until(1000));
    }

    @Test
    public void shouldNeverConfirmWhileTheSuccessorHearsItAndAskLessAndLessOften() {
        successor = () -> 5 * MS;
        missing();
        assertEquals(List.of("31 suspected s1"), until(60_000));
        assertEquals(true, asked < 80);
    }

    @Test
    public void shouldConfirmAfterAnotherGraceWhenTheSuccessorThatHeardItFallsSilent() {
        successor = () -> nowNs < 40 * MS ? 5 * MS : -1;
        missing();
        assertEquals(List.of("31 suspected s1", "93 failed s1 1 after 93"), until(1000));
    }

    @Test
    public void shouldDismissWhenItIsHeardAgain() {
        missing();
        until(50);
        lives.onAlive("s1", 1);
        assertEquals(List.of("50 alive s1 1"), until(1000));
        assertEquals(Life.ALIVE, lives.life("s1", 1));
    }

    @Test
    public void shouldFailTheOldIncarnationWhenANewOneSaysHello() {
        lives.onAlive("s1", 1);
        lives.onHello("s1", 2);
        lives.onRestarted("s1", 1, 2, 0);
        assertEquals("once", List.of("0 alive s1 1", "0 failed s1 1 after 0"), until(0));
        assertEquals(Life.FAILED, lives.life("s1", 1));
        assertEquals(Life.ALIVE, lives.life("s1", 2));
        assertEquals(Life.UNKNOWN, lives.life("s2", 1));
    }

    @Test
    public void shouldConfirmAtOnceWhenThePortIsDownToo() {
        lives.onAlive("s1", 1);
        told.clear();
        nowNs = 20 * MS;
        lives.onPort("s1", false);
        successor = () -> 5 * MS;
        until(30);
        nowNs = 31 * MS;
        lives.onSuspected("s1", 1, 0, 10 * MS);
        assertEquals(List.of("31 suspected s1", "31 failed s1 1 after 31"), until(31));
    }

    @Test
    public void shouldConfirmAPortDownWithTheSuccessorAlthoughTheAgentLives() {
        lives.onAlive("s1", 1);
        told.clear();
        successor = () -> nowNs;
        lives.onPort("s1", false);
        assertEquals(List.of("0 suspected s1", "33 failed s1 1 after 33"), until(1000));
        lives.onPort("s1", true);
        assertEquals(List.of("1000 alive s1 1"), until(1000));
    }

    private void missingAll(int... servers) {
        for (int i = 1; i <= 6; i++) {
            lives.onAlive("s" + i, 1);
        }
        told.clear();
        nowNs = 31 * MS;
        for (int server : servers) {
            lives.onSuspected("s" + server, 1, 0, 10 * MS);
        }
        told.clear();
    }

    @Test
    public void shouldNotBelieveThatManyDieTogetherWithinAStall() {
        successor = () -> 30 * MS;
        missingAll(1, 2, 3, 4);
        assertEquals(List.of(), until(200));
        for (int i = 1; i <= 6; i++) {
            lives.onAlive("s" + i, 1);
        }
        told.clear();
        assertEquals(List.of(), until(5000));
    }

    @Test
    public void shouldBelieveInTheEndThatManyDiedTogether() {
        missingAll(1, 2, 3, 4);
        List<String> failures = until(5000);
        assertEquals(failures.toString(), 4, failures.size());
        assertEquals(Life.FAILED, lives.life("s4", 1));
    }

    @Test
    public void shouldConfirmTwoOfSixAtOnce() {
        successor = () -> 30 * MS;
        missingAll(1, 4);
        assertEquals(2, until(40).size());
    }

    @Test
    public void shouldForgetAPortThatFlaps() {
        lives.onAlive("s1", 1);
        told.clear();
        lives.onPort("s1", false);
        lives.onPort("s1", true);
        assertEquals(List.of("0 suspected s1", "0 alive s1 1"), until(1000));
    }
}
