package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.karaf.shell.support.CommandException;
import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainService;
import org.onlab.osgi.ServiceNotFoundException;
import org.onosproject.cli.AbstractShellCommand;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What all commands share: the service, output as JSON, failures as one line. */
abstract class ChainCommand extends AbstractShellCommand {
    private static final Set<String> JSON_FLAGS = Set.of("-j", "--json");

    private boolean jsonAfterArguments;

    @Override
    protected final void doExecute() throws CommandException {
        try {
            run(get(ChainService.class));
        } catch (ChainException e) {
            throw failure(e.getMessage(), e);
        } catch (ServiceNotFoundException e) {
            throw failure("FTChain is not running, see: apps -a -s", e);
        }
    }

    /** The shell prints this line, nothing else, and ends the command with a status that is not 0, also through ssh. */
    private static CommandException failure(String message, Throwable cause) {
        return new CommandException("error: " + message, "error: " + message, cause);
    }

    /** The argument and what follows it; --json may follow, too. */
    Words words(List<?> words, Set<String> valued, Set<String> flags) throws ChainException {
        return words(words, valued, flags, 1);
    }

    /** As before, with more arguments. */
    Words words(List<?> words, Set<String> valued, Set<String> flags, int mostArguments) throws ChainException {
        Set<String> allFlags = new HashSet<>(flags);
        allFlags.addAll(JSON_FLAGS);
        Words parsed = Words.parse(words, valued, allFlags, mostArguments);
        jsonAfterArguments = JSON_FLAGS.stream().anyMatch(parsed::flag);
        return parsed;
    }

    abstract void run(ChainService service) throws ChainException;

    /** With --json exactly this is printed, else the text. */
    void print(JsonNode json, String text) {
        String output = outputJson() || jsonAfterArguments ? json.toPrettyString() : text;
        if (!output.isEmpty()) {
            print("%s", output);
        }
    }
}
