package org.ftchain.testbed.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Lines for a person who watches, each led by the seconds since the start. Thread-safe. */
public final class Timeline {
    private final PrintStream out;
    private final long startNs = System.nanoTime();

    public Timeline(PrintStream out) {
        this.out = out;
    }

    public synchronized void say(String text) {
        String time = String.format(Locale.ROOT, "[%6.1f s] ", (System.nanoTime() - startNs) / 1e9);
        text.lines().forEach(line -> out.println(time + line));
        out.flush();
    }

    public synchronized void heading(String text) {
        out.println();
        say("== " + text);
    }
}
