package org.ftchain.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainService;

import java.util.List;
import java.util.Set;

/** Gives a middlebox of a running chain another number of worker threads. */
@Service
@Command(scope = "onos", name = "ftc-chain-scale", description = "Gives a middlebox of a running chain another number of worker "
        + "threads without losing its state, for example the second one two: ftc-chain-scale web 2 2")
public class ChainScaleCommand extends ChainCommand {
    @Argument(index = 0, name = "NAME HOP THREADS", multiValued = true, description = "Name of the chain, number of the "
            + "middlebox from 1, worker threads from 1 to what its agent has (see ftc-agents); all required")
    @Completion(ChainNameCompleter.class)
    private List<String> words;

    @Override
    void run(ChainService service) throws ChainException {
        Words parsed = words(words, Set.of(), Set.of(), 3);
        String name = parsed.required(0, "NAME");
        int hop = parsed.requiredNumber(1, "HOP");
        int threads = parsed.requiredNumber(2, "THREADS");
        ChainRecord scaled = service.scale(name, hop - 1, threads);
        print(ChainJson.chain(scaled), ChainText.scaled(scaled, hop - 1));
    }
}
