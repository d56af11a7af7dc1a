package org.ftchain.cli;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.Protection;
import org.onosproject.cli.AbstractChoicesCompleter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Values of --protection. */
@Service
public class ProtectionCompleter extends AbstractChoicesCompleter {
    @Override
    protected List<String> choices() {
        return Arrays.stream(Protection.values()).map(Protection::text).collect(Collectors.toList());
    }
}
