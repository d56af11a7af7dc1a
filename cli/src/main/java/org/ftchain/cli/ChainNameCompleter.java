package org.ftchain.cli;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainService;
import org.onosproject.cli.AbstractChoicesCompleter;
import org.onosproject.cli.AbstractShellCommand;

import java.util.List;
import java.util.stream.Collectors;

/** Names of existing chains. */
@Service
public class ChainNameCompleter extends AbstractChoicesCompleter {
    @Override
    protected List<String> choices() {
        return AbstractShellCommand.get(ChainService.class).chains().stream().map(ChainRecord::name)
                .collect(Collectors.toList());
    }
}
