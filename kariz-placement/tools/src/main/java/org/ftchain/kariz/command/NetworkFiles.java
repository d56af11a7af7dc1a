package org.ftchain.kariz.command;

import org.ftchain.kariz.evaluation.NamedNetwork;
import org.ftchain.kariz.evaluation.NetworkSet;
import org.ftchain.kariz.files.BadFileException;
import org.ftchain.kariz.networks.Evaluation;
import org.ftchain.kariz.networks.TopologyReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sets of networks for the evaluation: a file, or a directory's files. */
final class NetworkFiles {
    private static final List<String> ENDINGS = List.of(".gml", ".graphml");

    private NetworkFiles() {
    }

    /**
     * @param path a file in GML or GraphML, or a directory whose files ending in .gml and .graphml are read; where both have one
     *     name the former
     */
    static NetworkSet read(Path path) throws BadFileException {
        if (!Files.isDirectory(path)) {
            return NetworkSet.of(name(path), List.of(network(path)));
        }
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(path)) {
            for (Path file : all.sorted().collect(Collectors.toList())) {
                String lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
                if (ENDINGS.stream().anyMatch(lower::endsWith)) {
                    files.putIfAbsent(name(file), file);
                }
            }
        } catch (IOException e) {
            throw new BadFileException(path + ": cannot be read: " + e.getMessage());
        }
        if (files.isEmpty()) {
            throw new BadFileException(path + ": must have files ending in .gml or .graphml: it has none");
        }
        List<NamedNetwork> networks = new ArrayList<>();
        for (Path file : files.values()) {
            networks.add(network(file));
        }
        return NetworkSet.of(name(path.toAbsolutePath().normalize()), networks);
    }

    private static NamedNetwork network(Path file) throws BadFileException {
        return NamedNetwork.of(name(file), TopologyReader.read(file).network(Evaluation.HOST_CPU, Evaluation.LINK_MBPS, false));
    }

    /** Without its ending, in letters that a table can hold. */
    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("(?<=.)\\.[^.]*$", "").replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
