package org.ftchain.system;

import org.ftchain.testbed.network.RunDirectory;
import org.ftchain.testbed.network.Testbed;

/** The testbed of this JVM: started by the first test that needs it, removed when the JVM ends. */
public final class SharedTestbed {
    private static Testbed testbed;

    private SharedTestbed() {
    }

    static synchronized Testbed get() {
        if (testbed == null) {
            testbed = Testbed.start(RunDirectory.fromEnvironment(), "system tests", System.out::println);
        }
        return testbed;
    }

    /** Removes the testbed, for a test that starts its own. */
    public static synchronized void release() {
        if (testbed != null) {
            testbed.close();
            testbed = null;
        }
    }
}
