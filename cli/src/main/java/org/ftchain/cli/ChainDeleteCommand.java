package org.ftchain.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainService;

/** Deletes a chain. */
@Service
@Command(scope = "onos", name = "ftc-chain-delete", description = "Deletes a chain with its rules and its middleboxes' "
        + "state, for example: ftc-chain-delete web")
public class ChainDeleteCommand extends ChainCommand {
    @Argument(index = 0, name = "NAME", description = "Name of the chain", required = true)
    @Completion(ChainNameCompleter.class)
    private String name;

    @Override
    void run(ChainService service) throws ChainException {
        service.delete(name);
        print(mapper().createObjectNode().put("deleted", name), "chain " + name + " is deleted");
    }
}
