package org.ftchain.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.Test;

/** Imports run downward, and what decides can be simulated. */
public class ArchitectureTest {
    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.ftchain.agent");

    @Test
    public void shouldImportDownwardOnly() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("wire").definedBy("..agent.wire..")
                .layer("packet").definedBy("..agent.packet..")
                .layer("stm").definedBy("..agent.stm..")
                .layer("replication").definedBy("..agent.replication..")
                .layer("middlebox").definedBy("..agent.middlebox..")
                .layer("chain").definedBy("..agent.chain..")
                .layer("recovery").definedBy("..agent.recovery..")
                .layer("io").definedBy("..agent.io..")
                .layer("control").definedBy("..agent.control..")
                .layer("runtime").definedBy("..agent.runtime..")
                .whereLayer("wire").mayNotAccessAnyLayer()
                .whereLayer("packet").mayNotAccessAnyLayer()
                .whereLayer("stm").mayOnlyAccessLayers("wire", "packet")
                .whereLayer("replication").mayOnlyAccessLayers("wire", "stm")
                .whereLayer("middlebox").mayOnlyAccessLayers("packet", "stm")
                .whereLayer("chain").mayOnlyAccessLayers("wire", "packet", "stm", "replication", "middlebox")
                .whereLayer("recovery").mayOnlyAccessLayers("stm", "replication", "middlebox", "chain")
                .whereLayer("io").mayOnlyAccessLayers("chain", "packet")
                .whereLayer("runtime").mayNotBeAccessedByAnyLayer()
                .check(AGENT);
    }

    @Test
    public void shouldKeepTimeThreadsAndTheOutsideWorldOutOfDecisions() {
        String[] pure = {"..agent.wire..", "..agent.packet..", "..agent.stm..", "..agent.replication..",
            "..agent.middlebox..", "..agent.chain..", "..agent.recovery.."};
        noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..",
                        "java.util.concurrent..", "java.time..")
                .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
                .orShould().dependOnClassesThat().areAssignableTo(java.lang.foreign.Linker.class)
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Math.class, "random")
                .check(AGENT);
    }
}
