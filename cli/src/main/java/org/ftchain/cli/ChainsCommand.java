package org.ftchain.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainService;

/** Lists all chains. */
@Service
@Command(scope = "onos", name = "ftc-chains", description = "Lists all chains, one line each, for example: ftc-chains -j")
public class ChainsCommand extends ChainCommand {
    @Override
    void run(ChainService service) throws ChainException {
        ArrayNode json = mapper().createArrayNode();
        service.chains().forEach(chain -> json.add(ChainJson.chain(chain)));
        print(json, ChainText.chains(service.chains()));
    }
}
