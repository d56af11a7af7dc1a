package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainService;
import org.onlab.osgi.ServiceNotFoundException;
import org.onosproject.cli.AbstractShellCommand;

/** What all commands share: the service, output as JSON, failures as one line. */
abstract class ChainCommand extends AbstractShellCommand {
    @Override
    protected final void doExecute() throws CommandFailure {
        try {
            run(get(ChainService.class));
        } catch (ChainException e) {
            throw new CommandFailure(e.getMessage(), e);
        } catch (ServiceNotFoundException e) {
            throw new CommandFailure("FTChain is not running, see: apps -a -s", e);
        }
    }

    abstract void run(ChainService service) throws ChainException;

    /** With --json exactly this is printed, else the text. */
    void print(JsonNode json, String text) {
        String output = outputJson() ? json.toPrettyString() : text;
        if (!output.isEmpty()) {
            print("%s", output);
        }
    }
}
