package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.SolvedChain;
import org.ftchain.kariz.model.Allocation;
import org.ftchain.kariz.model.HopInstance;
import org.ftchain.kariz.model.Infeasible;
import org.ftchain.kariz.model.LinkFlow;
import org.ftchain.kariz.model.Offering;
import org.ftchain.kariz.model.Placement;
import org.ftchain.kariz.model.PlacementResult;
import org.ftchain.kariz.networks.Evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An answer in one line of text: fields separated by tabs, elements of lists and their parts by two control characters, which
 * no name contains. Paths are left out. Numbers come back as they were, to the bit.
 */
final class AnswerLine {
    static final char FIELD = '\t';
    private static final String ELEMENT = "\u001e";
    private static final String PART = "\u001f";

    private AnswerLine() {
    }

    static String of(SolvedChain solved) {
        PlacementResult result = solved.result();
        if (!result.isPlaced()) {
            return String.join("\t", solved.solver(), "infeasible", String.valueOf(solved.seconds()),
                String.valueOf(((Infeasible) result).proven()), result.reason());
        }
        Placement placement = result.placement();
        String bound = solved.bound().isPresent() ? String.valueOf(solved.bound().getAsDouble()) : "-";
        return String.join("\t", solved.solver(), "placed", String.valueOf(solved.seconds()), bound,
            String.valueOf(placement.bandwidthCost()), String.valueOf(placement.hostCost()),
            text(placement.instances(), one -> List.of(one.hop(), one.node(), one.offering().middlebox(),
                one.offering().name(), one.count())),
            text(placement.allocations(), one -> List.of(one.hop(), one.node(), one.throughputMbps())),
            text(placement.flows(), one -> List.of(one.segment(), one.link(), one.from(), one.to(), one.volumeMbps())));
    }

    private static <T> String text(List<T> elements, Function<T, List<Object>> parts) {
        return elements.stream().map(element -> parts.apply(element).stream().map(String::valueOf)
            .collect(Collectors.joining(PART))).collect(Collectors.joining(ELEMENT));
    }

    /** @throws RuntimeException if the text is not an answer */
    static SolvedChain read(String text) {
        String[] fields = text.split("\t", -1);
        double seconds = Double.parseDouble(fields[2]);
        if (fields[1].equals("infeasible")) {
            return SolvedChain.of(fields[0], Infeasible.of(fields[4], Boolean.parseBoolean(fields[3])), seconds);
        }
        if (!fields[1].equals("placed")) {
            throw new IllegalArgumentException("the status must be placed or infeasible: " + fields[1]);
        }
        List<HopInstance> instances = new ArrayList<>();
        for (String[] parts : elements(fields[6])) {
            instances.add(HopInstance.of(Integer.parseInt(parts[0]), parts[1], offering(parts[2], parts[3]),
                Integer.parseInt(parts[4])));
        }
        List<Allocation> allocations = new ArrayList<>();
        for (String[] parts : elements(fields[7])) {
            allocations.add(Allocation.of(Integer.parseInt(parts[0]), parts[1], Double.parseDouble(parts[2])));
        }
        List<LinkFlow> flows = new ArrayList<>();
        for (String[] parts : elements(fields[8])) {
            flows.add(LinkFlow.of(Integer.parseInt(parts[0]), parts[1], parts[2], parts[3], Double.parseDouble(parts[4])));
        }
        SolvedChain solved = SolvedChain.of(fields[0], Placement.of(instances, allocations, flows,
            Double.parseDouble(fields[4]), Double.parseDouble(fields[5])), seconds);
        return fields[3].equals("-") ? solved : solved.withBound(Double.parseDouble(fields[3]));
    }

    private static List<String[]> elements(String field) {
        List<String[]> elements = new ArrayList<>();
        for (String element : field.isEmpty() ? new String[0] : field.split(ELEMENT, -1)) {
            elements.add(element.split(PART, -1));
        }
        return elements;
    }

    private static Offering offering(String middlebox, String name) {
        return Evaluation.OFFERINGS.stream().filter(one -> one.middlebox().equals(middlebox) && one.name().equals(name))
            .findFirst().orElseThrow(() -> new IllegalArgumentException("unknown offering " + middlebox + "/" + name));
    }
}
