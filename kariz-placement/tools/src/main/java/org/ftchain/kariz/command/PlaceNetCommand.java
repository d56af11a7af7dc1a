package org.ftchain.kariz.command;

import org.ftchain.kariz.files.FileWriter;
import org.ftchain.kariz.files.Instance;
import org.ftchain.kariz.model.ChainDemand;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.FatTree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** {@code place-net}: writes an instance on a generated network. */
final class PlaceNetCommand {
    static final String USAGE = String.join("\n",
        "usage: ./ftc place-net fat-tree:K [--middleboxes LIST] [--throughput MBPS] [--failures F] [--chains N]",
        "                       [--cpu CORES] [--bandwidth MBPS] [--seed S] [-o FILE]",
        "",
        "Writes an instance for ./ftc place to standard output: a K-ary fat-tree (K^3/4 hosts, racks as failure domains), the",
        "offerings of firewall, IDS, IPSec and WAN-opt that the thesis evaluates with, and chains between random hosts.",
        "",
        "  --middleboxes LIST   types in order; default firewall,IDS,IPSec,WAN-opt",
        "  --throughput MBPS    of each chain; default 200",
        "  --failures F         to tolerate; default 0",
        "  --chains N           write a list of N chains; without it one chain",
        "  --cpu CORES          of a host; default 20",
        "  --bandwidth MBPS     of a link; default 2000",
        "  --seed S             of the choice of hosts; default 0",
        "  -o FILE              write the instance to FILE",
        "",
        "example: ./ftc place-net fat-tree:6 --middleboxes firewall,IDS --throughput 250 -o instance.json");
    private static final int MAX_K = 64;

    private final Surroundings surroundings;

    PlaceNetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(List<String> args) throws UsageException {
        Arguments arguments = new Arguments(args, Set.of("--middleboxes", "--throughput", "--failures", "--chains", "--cpu",
            "--bandwidth", "--seed", "-o"), Set.of());
        if (arguments.rest().size() != 1) {
            throw new UsageException("place-net takes one network: " + arguments.rest());
        }
        surroundings.requireWritable(arguments.text("-o"));
        int k = k(arguments.rest().get(0));
        List<String> types = Arrays.asList(
            arguments.text("--middleboxes").orElse(String.join(",", Evaluation.CHAIN)).split(",", -1));
        for (String type : types) {
            if (!Evaluation.CHAIN.contains(type)) {
                throw new UsageException("--middleboxes must be of " + Evaluation.CHAIN + ": " + type);
            }
        }
        double throughput = arguments.positive("--throughput", 200);
        int failures = (int) arguments.integer("--failures", 0, 1000, 0);
        Random random = new Random(arguments.integer("--seed", Long.MIN_VALUE, Long.MAX_VALUE, 0));
        int count = (int) arguments.integer("--chains", 1, 100_000, 1);
        List<String> hosts = FatTree.hosts(k);
        List<ChainDemand> chains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String source = hosts.get(random.nextInt(hosts.size()));
            String target = hosts.get(random.nextInt(hosts.size()));
            chains.add(ChainDemand.of(source, target, types, throughput, failures));
        }
        double cpu = arguments.positive("--cpu", Evaluation.HOST_CPU);
        double bandwidth = arguments.positive("--bandwidth", Evaluation.LINK_MBPS);
        Instance instance = arguments.has("--chains")
            ? Instance.ofList(FatTree.of(k, cpu, bandwidth), Evaluation.OFFERINGS, Evaluation.WEIGHTS, chains)
            : Instance.of(FatTree.of(k, cpu, bandwidth), Evaluation.OFFERINGS, Evaluation.WEIGHTS, chains.get(0));
        surroundings.write(arguments.text("-o"), FileWriter.instance(instance));
        surroundings.say("fat-tree:" + k + ": " + instance.network().nodes().size() + " nodes (" + hosts.size()
            + " hosts), " + instance.network().links().size() + " links, " + (count == 1 ? "1 chain" : count + " chains"));
        return 0;
    }

    private static int k(String network) throws UsageException {
        String digits = network.startsWith("fat-tree:") ? network.substring("fat-tree:".length()) : "";
        int k = digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
        if (k < 2 || k > MAX_K || k % 2 != 0) {
            throw new UsageException("the network must be fat-tree:K with an even K in 2.." + MAX_K + ": " + network);
        }
        return k;
    }
}
