package org.ftchain.kariz.command;

import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.files.FileWriter;
import org.ftchain.kariz.files.Instance;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.model.Network;
import org.ftchain.kariz.model.Node;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.RandomLoad;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** {@code place-net}: writes an instance on a generated network or on one of a file. */
final class PlaceNetCommand {
    private final Surroundings surroundings;

    PlaceNetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(List<String> args) throws UsageException, BadFileException {
        Arguments arguments = new Arguments(args, Set.of("--middleboxes", "--throughput", "--failures", "--chains", "--cpu",
            "--bandwidth", "--hosting", "--free", "--seed", "-o"), Set.of("--speeds"));
        if (arguments.rest().size() != 1) {
            throw new UsageException("place-net takes one network: " + arguments.given());
        }
        surroundings.requireWritable(arguments.text("-o"));
        List<String> types = List.of(
            arguments.text("--middleboxes").orElse(String.join(",", Evaluation.CHAIN)).split(",", -1));
        for (String type : types) {
            if (!Evaluation.CHAIN.contains(type)) {
                throw new UsageException("--middleboxes must be of " + Evaluation.CHAIN + ": " + type);
            }
        }
        double throughput = arguments.positive("--throughput", 200);
        int failures = (int) arguments.integer("--failures", 0, 1000, 0);
        int count = (int) arguments.integer("--chains", 1, 100_000, 1);
        double free = arguments.positive("--free", 1);
        if (free > 1) {
            throw new UsageException("--free must be at most 1: " + arguments.text("--free").orElse(""));
        }
        Random random = new Random(arguments.integer("--seed", Long.MIN_VALUE, Long.MAX_VALUE, 0));
        String name = arguments.rest().get(0);
        NetworkSource source = NetworkSource.of(name, surroundings, arguments.positive("--cpu", Evaluation.HOST_CPU),
            arguments.positive("--bandwidth", Evaluation.LINK_MBPS), arguments.has("--speeds"),
            (int) arguments.integer("--hosting", 1, 1_000_000, 0), random);
        List<ChainDemand> chains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String from = source.ends.get(random.nextInt(source.ends.size()));
            String to = source.ends.get(random.nextInt(source.ends.size()));
            chains.add(ChainDemand.of(from, to, types, throughput, failures));
        }
        Network network = free < 1 ? RandomLoad.of(source.network, free, random) : source.network;
        Instance instance = arguments.has("--chains")
            ? Instance.ofList(network, Evaluation.OFFERINGS, Evaluation.WEIGHTS, chains)
            : Instance.of(network, Evaluation.OFFERINGS, Evaluation.WEIGHTS, chains.get(0));
        surroundings.write(arguments.text("-o"), FileWriter.instance(instance));
        surroundings.say(name + ": " + network.nodes().size() + " nodes ("
            + network.nodes().values().stream().filter(Node::hosts).count() + " hosts), " + network.links().size()
            + " links, " + (count == 1 ? "1 chain" : count + " chains") + source.remark);
        return 0;
    }
}
