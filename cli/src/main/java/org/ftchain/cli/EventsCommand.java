package org.ftchain.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainEvents;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainService;

import java.util.List;
import java.util.Set;

/** Shows the timeline. */
@Service
@Command(scope = "onos", name = "ftc-events", description = "Shows what happened to the chains: creation, failures with "
        + "detection and recovery times, deletion, for example: ftc-events web --limit 20")
public class EventsCommand extends ChainCommand {
    @Argument(index = 0, name = "NAME", description = "Only events of this chain", multiValued = true)
    @Completion(ChainNameCompleter.class)
    private List<String> words;

    @Option(name = "-n", aliases = "--limit", description = "Most events to show, the newest", valueToShowInHelp = "100")
    private String limit = "100";

    @Override
    void run(ChainService service) throws ChainException {
        Words parsed = words(words, Set.of("-n", "--limit"), Set.of());
        String name = parsed.argument();
        String most = parsed.value("--limit", parsed.value("-n", limit));
        if (!most.matches("[0-9]{1,9}") || Integer.parseInt(most) < 1) {
            throw ChainException.invalid("--limit must be a whole number from 1 to " + ChainEvents.CAPACITY + ": --limit="
                    + most);
        }
        ArrayNode all = mapper().createArrayNode();
        service.events(ChainEvents.CAPACITY).stream().filter(event -> name == null || event.chain().equals(name))
                .forEach(event -> all.add(ChainJson.event(event)));
        ArrayNode json = mapper().createArrayNode();
        for (int i = Math.max(0, all.size() - Integer.parseInt(most)); i < all.size(); i++) {
            json.add(all.get(i));
        }
        print(json, ChainText.events(json));
    }
}
