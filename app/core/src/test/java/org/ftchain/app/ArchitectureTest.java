package org.ftchain.app;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.Test;

import java.util.concurrent.Executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What decides takes time, randomness and messages as arguments, so that it can be simulated; api depends on nothing of ours. */
public class ArchitectureTest {
    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.ftchain.app");
    private static final String DECISIONS = "FailureDetector|SuspicionJudge|AgentLives|RecoveryMachine|Attempt|BaseSelection"
            + "|Suspects|RuleCompiler|RuleKeeper|RouteFinder|LabelPlan";

    @Test
    public void shouldDecideWithoutClocksThreadsAndServices() {
        noClasses().that().haveNameMatching(".*\\.(" + DECISIONS + ")(\\$.*)?")
                .should().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
                .orShould().dependOnClassesThat().areAssignableTo(Executor.class)
                .orShould().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio.channels..",
                        "org.onosproject.store..")
                .orShould().dependOnClassesThat().haveSimpleNameEndingWith("Manager")
                .check(APP);
    }

    @Test
    public void shouldFindEveryDecision() {
        for (String name : DECISIONS.split("\\|")) {
            classes().that().haveSimpleName(name).should().bePackagePrivate().orShould().bePublic().check(APP);
        }
    }

    @Test
    public void shouldKeepTheApiApart() {
        noClasses().that().resideInAPackage("org.ftchain.app.api..").should().dependOnClassesThat()
                .resideInAnyPackage("org.ftchain.app.chain..", "org.ftchain.app.store..", "org.ftchain.app.steering..",
                        "org.ftchain.app.recovery..", "org.ftchain.app.southbound..", "org.ftchain.app.rest..")
                .check(APP);
    }
}
