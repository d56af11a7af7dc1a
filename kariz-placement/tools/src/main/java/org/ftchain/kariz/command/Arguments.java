package org.ftchain.kariz.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Command line arguments: options with a value, flags, and the rest. Immutable. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> rest = new ArrayList<>();

    /**
     * @param withValue options that are followed by a value
     * @param flags options that are not
     */
    Arguments(List<String> arguments, Set<String> withValue, Set<String> flags) throws UsageException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                rest.add(argument);
                continue;
            }
            String value = "";
            if (withValue.contains(argument)) {
                if (++i == arguments.size()) {
                    throw new UsageException(argument + " must be followed by a value");
                }
                value = arguments.get(i);
                if (value.startsWith("--") || withValue.contains(value) || flags.contains(value)) {
                    throw new UsageException(argument + " must be followed by a value, not by an option: " + value);
                }
            } else if (!flags.contains(argument)) {
                throw new UsageException("unknown option: " + argument);
            }
            if (values.put(argument, value) != null) {
                throw new UsageException(argument + " must be given once");
            }
        }
    }

    boolean has(String option) {
        return values.containsKey(option);
    }

    Optional<String> text(String option) {
        return Optional.ofNullable(values.get(option));
    }

    List<String> rest() {
        return rest;
    }

    /** What is no option, for people. */
    String given() {
        return rest.isEmpty() ? "none is given" : String.join(" ", rest);
    }

    double positive(String option, double otherwise) throws UsageException {
        return values.containsKey(option) ? positive(option, values.get(option)) : otherwise;
    }

    /** @param text what is in {@code option}, or an element of it */
    double positive(String option, String text) throws UsageException {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new UsageException(option + " must be a number > 0 and finite: " + text);
        }
        return value;
    }

    /** Elements separated by commas, each once. */
    List<String> list(String option, List<String> otherwise) throws UsageException {
        if (!values.containsKey(option)) {
            return otherwise;
        }
        List<String> elements = List.of(values.get(option).split(",", -1));
        for (String element : elements) {
            if (element.isBlank() || elements.indexOf(element) != elements.lastIndexOf(element)) {
                throw new UsageException(option + " must be a list of different values separated by commas: "
                    + values.get(option));
            }
        }
        return elements;
    }

    long integer(String option, long least, long most, long otherwise) throws UsageException {
        if (!values.containsKey(option)) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(values.get(option));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new UsageException(option + " must be an integer in " + least + ".." + most + ": " + values.get(option));
    }
}
