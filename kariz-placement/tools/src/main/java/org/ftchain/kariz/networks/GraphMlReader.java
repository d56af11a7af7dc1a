package org.ftchain.kariz.networks;

import org.ftchain.kariz.files.BadFileException;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * GraphML: of nodes the id and the data named {@code label}, of edges the ends and the data named {@code LinkSpeedRaw} (bit/s)
 * are read, everything else is passed over. No document type, no entities from outside. One object reads one file.
 */
final class GraphMlReader {
    private final String file;
    /** Keys of data by what they stand for. */
    private final Map<String, String> names = new HashMap<>();
    private final Topology topology = new Topology();
    /** Ends of edges may be declared later: source and target, speed, line. */
    private final List<String[]> edges = new ArrayList<>();

    GraphMlReader(String file) {
        this.file = file;
    }

    /** @param text whose declared encoding no longer counts */
    Topology read(String text) throws BadFileException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
            boolean graph = false;
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "graph":
                        graph = true;
                        break;
                    case "key":
                        names.put(String.valueOf(xml.getAttributeValue(null, "id")),
                            String.valueOf(xml.getAttributeValue(null, "attr.name")));
                        break;
                    case "node":
                        node(xml);
                        break;
                    case "edge":
                        edge(xml);
                        break;
                    case "hyperedge":
                        throw bad(xml, "edges must have two ends", "hyperedge");
                    default:
                        break;
                }
            }
            if (!graph) {
                throw new BadFileException(file + ": must have a graph: there is none");
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new BadFileException(file + ": line " + line + ": must be XML: "
                + TopologyReader.shown(String.valueOf(e.getMessage()).replaceFirst("(?s).*Message: ", "")));
        }
        for (String[] edge : edges) {
            for (int end = 0; end < 2; end++) {
                if (!topology.hasNode(edge[end])) {
                    throw new BadFileException(file + ": line " + edge[3] + ": edge " + (end == 0 ? "source" : "target")
                        + " must be the id of a node: " + TopologyReader.shown(edge[end]));
                }
            }
            topology.addEdge(edge[0], edge[1], TopologyReader.mbps(edge[2]));
        }
        return topology;
    }

    private void node(XMLStreamReader xml) throws XMLStreamException, BadFileException {
        int line = xml.getLocation().getLineNumber();
        String id = attribute(xml, "node", "id");
        if (!topology.addNode(id, data(xml, "node", "label"))) {
            throw new BadFileException(file + ": line " + line + ": node id must be given to one node only: "
                + TopologyReader.shown(id));
        }
    }

    private void edge(XMLStreamReader xml) throws XMLStreamException, BadFileException {
        String line = String.valueOf(xml.getLocation().getLineNumber());
        String source = attribute(xml, "edge", "source");
        String target = attribute(xml, "edge", "target");
        edges.add(new String[] {source, target, data(xml, "edge", "LinkSpeedRaw"), line});
    }

    /** The data of this name in the element, which is read to its end; empty when there is none. */
    private String data(XMLStreamReader xml, String element, String name) throws XMLStreamException, BadFileException {
        String found = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(element)) {
                return found;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (xml.getLocalName().equals("graph")) {
                    throw bad(xml, "graphs must not be nested", "graph");
                }
                if (xml.getLocalName().equals("data")
                    && name.equals(names.get(String.valueOf(xml.getAttributeValue(null, "key"))))) {
                    found = xml.getElementText();
                }
            }
        }
        return found;
    }

    private String attribute(XMLStreamReader xml, String element, String name) throws BadFileException {
        String value = xml.getAttributeValue(null, name);
        if (value == null || value.isBlank()) {
            throw bad(xml, element + " " + name + " must be given", value == null ? "it is missing" : value);
        }
        return value;
    }

    private BadFileException bad(XMLStreamReader xml, String must, String value) {
        return new BadFileException(file + ": line " + xml.getLocation().getLineNumber() + ": " + must + ": "
            + TopologyReader.shown(value));
    }
}
