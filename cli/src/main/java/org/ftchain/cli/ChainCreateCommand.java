package org.ftchain.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainJson;
import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainService;

/** Creates a chain. */
@Service
@Command(scope = "onos", name = "ftc-chain-create", description = "Creates a chain of middleboxes and returns when it "
        + "carries traffic, for example: ftc-chain-create web --from 10.0.1.10 --to 10.0.2.20 "
        + "--middleboxes firewall,monitor,nat --throughput 100 --failures 1 --symmetric --file /root/web.json",
        detailedDescription = "classpath:org/ftchain/cli/ftc-chain-create.txt")
public class ChainCreateCommand extends ChainCommand {
    @Argument(index = 0, name = "NAME", description = "Name of the chain: letters, digits, '_', '.', '-'",
            required = true)
    private String name;

    @Option(name = "--from", description = "Source: ONOS host id or IPv4 address", valueToShowInHelp = "")
    private String from;

    @Option(name = "--to", description = "Target: ONOS host id or IPv4 address", valueToShowInHelp = "")
    private String to;

    @Option(name = "--middleboxes", description = "Types in order, separated by commas, for example "
            + "firewall,monitor,nat; their configuration comes from --file", valueToShowInHelp = "")
    private String middleboxes;

    @Option(name = "--throughput", description = "What the chain carries, Mbit/s", valueToShowInHelp = "")
    private String throughput;

    @Option(name = "--failures", description = "Failures of servers to survive without losing state",
            valueToShowInHelp = "1")
    private String failures;

    @Option(name = "--symmetric", description = "Return traffic passes the middleboxes in reverse order")
    private boolean symmetric;

    @Option(name = "--protection", description = "ftc (state is replicated) or none", valueToShowInHelp = "ftc")
    @Completion(ProtectionCompleter.class)
    private String protection;

    @Option(name = "--file", description = "Specification in JSON, read on the machine of this shell; options win over it",
            valueToShowInHelp = "")
    @Completion(FileCompleter.class)
    private String file;

    @Override
    void run(ChainService service) throws ChainException {
        SpecOptions options = (file == null ? SpecOptions.none() : SpecOptions.ofFile(file)).text("name", name)
                .text("from", from).text("to", to).middleboxes(middleboxes).number("throughput", throughput)
                .number("failures", failures).flag("symmetric", symmetric).text("protection", protection);
        ChainRecord created = service.create(options.spec());
        print(ChainJson.chain(created), ChainText.created(created));
    }
}
