package org.ftchain.agent.middlebox;

/** Ports from {@code low} to {@code high}, both included. */
record PortRange(int low, int high) {
    static final PortRange ALL = new PortRange(0, 65535);

    /** @throws IllegalArgumentException when the text is neither "80" nor "80-90" within 1..65535 */
    static PortRange parse(String text) {
        int dash = text.indexOf('-');
        int low = port(dash < 0 ? text : text.substring(0, dash));
        int high = port(dash < 0 ? text : text.substring(dash + 1));
        if (low > high) {
            throw new IllegalArgumentException("not a range of ports: " + text);
        }
        return new PortRange(low, high);
    }

    int size() {
        return high - low + 1;
    }

    boolean contains(int port) {
        return port >= low && port <= high;
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + text);
        }
        return port;
    }
}
