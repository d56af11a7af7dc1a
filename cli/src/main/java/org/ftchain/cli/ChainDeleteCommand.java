package org.ftchain.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainService;

import java.util.List;
import java.util.Set;

/** Deletes a chain. */
@Service
@Command(scope = "onos", name = "ftc-chain-delete", description = "Deletes a chain with its rules and its middleboxes' "
        + "state, for example: ftc-chain-delete web")
public class ChainDeleteCommand extends ChainCommand {
    @Argument(index = 0, name = "NAME", description = "Name of the chain (required)", multiValued = true)
    @Completion(ChainNameCompleter.class)
    private List<String> words;

    @Override
    void run(ChainService service) throws ChainException {
        String name = words(words, Set.of(), Set.of()).required(0, "NAME");
        service.delete(name);
        print(mapper().createObjectNode().put("deleted", name), "chain " + name + " is deleted");
    }
}
