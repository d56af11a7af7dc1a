package org.ftchain.cli;

import org.ftchain.app.api.ChainException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What follows the first argument of a command. The shell knows options only in front of the arguments and hands over all
 * words after the first argument as arguments; people write {@code ftc-chain-show web --json}.
 */
final class Words {
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();

    private Words() {
    }

    /**
     * @param words from the first argument on, null when there is none
     * @param valued options with a value
     * @param flags options without
     * @param mostArguments arguments that are allowed beside the options
     */
    static Words parse(List<?> words, Set<String> valued, Set<String> flags, int mostArguments) throws ChainException {
        Words parsed = new Words();
        for (int i = 0; words != null && i < words.size(); i++) {
            String word = String.valueOf(words.get(i));
            int equals = word.indexOf('=');
            String option = word.startsWith("-") && equals > 0 ? word.substring(0, equals) : word;
            if (valued.contains(option)) {
                if (equals < 0 && i + 1 == words.size()) {
                    throw ChainException.invalid("option " + option + " needs a value");
                }
                parsed.values.put(option, equals > 0 ? word.substring(equals + 1) : String.valueOf(words.get(++i)));
            } else if (flags.contains(word)) {
                parsed.values.put(word, "true");
            } else if (word.startsWith("-")) {
                throw ChainException.invalid("unknown option " + word + ", see --help");
            } else {
                parsed.arguments.add(word);
            }
        }
        if (parsed.arguments.size() > mostArguments) {
            throw ChainException.invalid("unexpected word " + parsed.arguments.get(mostArguments) + ", see --help");
        }
        return parsed;
    }

    /** Null when it was not given. */
    String argument() {
        return arguments.isEmpty() ? null : arguments.get(0);
    }

    /**
     * @param index from 0
     * @param name as the help shows it
     */
    String required(int index, String name) throws ChainException {
        if (index >= arguments.size()) {
            throw ChainException.invalid("argument " + name + " is missing, see --help");
        }
        return arguments.get(index);
    }

    /** As {@link #required}, a whole number; whether it is one that makes sense is judged elsewhere. */
    int requiredNumber(int index, String name) throws ChainException {
        String word = required(index, name);
        if (!word.matches("-?[0-9]{1,9}")) {
            throw ChainException.invalid(name + " must be a whole number: " + name + "=" + word);
        }
        return Integer.parseInt(word);
    }

    /** @param before the option's value in front of the arguments */
    String value(String option, String before) {
        return values.getOrDefault(option, before);
    }

    boolean flag(String option) {
        return values.containsKey(option);
    }
}
