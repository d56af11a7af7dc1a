package org.ftchain.cli;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosproject.cli.AbstractChoicesCompleter;

import java.util.ArrayList;
import java.util.List;

/** Options of ftc-chain-create behind the chain's name; a new chain's name itself cannot be guessed. */
@Service
public class CreateOptionsCompleter extends AbstractChoicesCompleter {
    @Override
    protected List<String> choices() {
        List<String> choices = new ArrayList<>(ChainCreateCommand.VALUED);
        choices.add(ChainCreateCommand.SYMMETRIC);
        choices.sort(null);
        return choices;
    }
}
