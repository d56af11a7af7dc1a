package org.ftchain.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainService;

import java.util.List;
import java.util.Set;

/** Shows a chain and what its agents say now. */
@Service
@Command(scope = "onos", name = "ftc-chain-show", description = "Shows a chain: state, whether it is protected and why not, "
        + "and per hop the server, replication lag, held packets, piggyback bytes and drops; -j shows all, labels and counters too, "
        + "for example: ftc-chain-show web")
public class ChainShowCommand extends ChainCommand {
    @Argument(index = 0, name = "NAME", description = "Name of the chain (required)", multiValued = true)
    @Completion(ChainNameCompleter.class)
    private List<String> words;

    @Override
    void run(ChainService service) throws ChainException {
        String name = words(words, Set.of(), Set.of()).required(0, "NAME");
        ObjectNode status = ChainJson.status(service.status(name));
        print(status, StatusText.render(status));
    }
}
