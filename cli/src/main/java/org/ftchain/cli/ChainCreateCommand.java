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

import java.util.List;
import java.util.Set;

/** Creates a chain. */
@Service
@Command(scope = "onos", name = "ftc-chain-create", description = "Creates a chain of middleboxes between two hosts",
        detailedDescription = "classpath:org/ftchain/cli/ftc-chain-create.txt")
public class ChainCreateCommand extends ChainCommand {
    static final Set<String> VALUED = Set.of("--from", "--to", "--middleboxes", "--throughput", "--failures",
            "--protection", "--file");
    static final String SYMMETRIC = "--symmetric";

    @Argument(index = 0, name = "NAME", multiValued = true,
            description = "Name of the chain: letters, digits, '_', '.', '-'; required, here or in the file")
    @Completion(CreateOptionsCompleter.class)
    private List<String> words;

    @Option(name = "--from", description = "Source, required: ONOS host id or IP address", valueToShowInHelp = "")
    private String from;

    @Option(name = "--to", description = "Target, required: ONOS host id or IP address", valueToShowInHelp = "")
    private String to;

    @Option(name = "--middleboxes", description = "Required: types in order, separated by commas, for example "
            + "firewall,monitor,nat; their configuration comes from --file", valueToShowInHelp = "")
    private String middleboxes;

    @Option(name = "--throughput", description = "Required: what is reserved for the chain, Mbit/s", valueToShowInHelp = "")
    private String throughput;

    @Option(name = "--failures", description = "Failures of servers to survive without losing state",
            valueToShowInHelp = "1")
    private String failures;

    @Option(name = SYMMETRIC, description = "Return traffic passes the middleboxes in reverse order")
    private boolean symmetric;

    @Option(name = "--protection", description = "ftc (state is replicated) or none", valueToShowInHelp = "ftc")
    @Completion(ProtectionCompleter.class)
    private String protection;

    @Option(name = "--file", description = "Specification in JSON, an absolute path on the machine of this shell; options win over it, "
            + "--middleboxes must agree with it",
            valueToShowInHelp = "")
    @Completion(FileCompleter.class)
    private String file;

    @Override
    void run(ChainService service) throws ChainException {
        Words parsed = words(words, VALUED, Set.of(SYMMETRIC));
        String path = parsed.value("--file", file);
        SpecOptions options = (path == null ? SpecOptions.none() : SpecOptions.ofFile(path))
                .text("name", parsed.argument())
                .text("from", parsed.value("--from", from))
                .text("to", parsed.value("--to", to))
                .middleboxes(parsed.value("--middleboxes", middleboxes))
                .number("throughput", parsed.value("--throughput", throughput))
                .number("failures", parsed.value("--failures", failures))
                .flag("symmetric", symmetric || parsed.flag(SYMMETRIC))
                .text("protection", parsed.value("--protection", protection));
        ChainRecord created = service.create(options.spec());
        print(ChainJson.chain(created), ChainText.created(created));
    }
}
