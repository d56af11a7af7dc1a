package org.ftchain.agent.runtime;

import java.io.IOException;
import java.util.Arrays;

/** Starts an agent; {@link AgentOptions#HELP} says how. */
public final class AgentMain {
    private static final int CANNOT_START = 1;
    private static final int BAD_OPTIONS = 2;

    private AgentMain() {
    }

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(AgentOptions.HELP);
            return;
        }
        AgentOptions options;
        try {
            options = AgentOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(BAD_OPTIONS);
            return;
        }
        LogFormat.install();
        try {
            Agent agent = Agent.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "shutdown"));
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(CANNOT_START);
        }
        System.out.println("agent " + options.server() + " ready");
    }
}
