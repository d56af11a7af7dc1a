package org.ftchain.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainService;

/** Lists the agents. */
@Service
@Command(scope = "onos", name = "ftc-agents", description = "Lists the servers' agents that this ONOS node has seen, "
        + "for example: ftc-agents -j")
public class AgentsCommand extends ChainCommand {
    @Override
    void run(ChainService service) throws ChainException {
        ArrayNode json = mapper().createArrayNode();
        service.agents().forEach(agent -> json.add(ChainJson.agent(agent)));
        print(json, ChainText.agents(json));
    }
}
