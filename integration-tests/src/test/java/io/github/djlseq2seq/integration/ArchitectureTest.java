package io.github.djlseq2seq.integration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import org.testng.Assert;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** Dependencies point one way, and types are closed unless made to be extended. */
public class ArchitectureTest {

  private static final String ROOT = "io.github.djlseq2seq";

  /** Libraries of some tokenizers alone, which need not be on the class path. */
  private static final String[] OPTIONAL = {"ai.djl.sentencepiece..", "ai.djl.huggingface.."};

  private JavaClasses project;

  @BeforeClass
  public void read() {
    project =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT + ".block", ROOT + ".translate", ROOT + ".zoo", ROOT + ".cli");
    Assert.assertTrue(project.size() > 60, "classes read: " + project.size());
  }

  @Test
  public void modulesDependOneWay() {
    neverUses("block", "translate", "zoo", "cli");
    neverUses("translate", "zoo", "cli");
    neverUses("zoo", "cli");
  }

  @Test
  public void packagesHaveNoCycles() {
    for (String module : new String[] {"block", "translate", "zoo"}) {
      slices().matching(ROOT + "." + module + ".(**)").should().beFreeOfCycles().check(project);
    }
  }

  @Test
  public void cellsAttentionAndSearchDoNotKnowEachOther() {
    neverUses("block.search", "block.recurrent", "block.attention", "block.layer");
    neverUses("block.recurrent", "block.search", "block.attention");
    neverUses("block.attention", "block.search");
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".block.search..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(project);
  }

  @Test
  public void textIsApartFromEngines() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".translate.text..", ROOT + ".translate.metric..")
        .should()
        .dependOnClassesThat(resideInAPackage("ai.djl..").and(not(resideInAnyPackage(OPTIONAL))))
        .check(project);
  }

  /** What a class names that is always loaded must always be there. */
  @Test
  public void optionalLibrariesAreNamedByTheirTokenizersAlone() {
    Set<String> users = new TreeSet<>();
    for (JavaClass type : project) {
      boolean uses =
          type.getDirectDependenciesFromSelf().stream()
              .anyMatch(use -> resideInAnyPackage(OPTIONAL).test(use.getTargetClass()));
      if (uses) {
        users.add(type.getSimpleName());
      }
    }
    Assert.assertEquals(users, Set.of("HuggingFaceTokenizer", "SentencePieceTokenizer"));
  }

  @Test
  public void librariesUseDjlGsonAndTheJdkAlone() {
    classes()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("java..")
                .or(resideInAPackage("javax.imageio.."))
                .or(resideInAPackage(ROOT + ".."))
                .or(resideInAPackage("ai.djl.."))
                .or(resideInAPackage("com.google.gson.."))
                .or(resideInAPackage("org.jspecify.."))
                .or(resideInAPackage("org.slf4j.."))
                .or(
                    DescribedPredicate.describe(
                        "primitive", (JavaClass type) -> type.getPackageName().isEmpty())))
        .check(project);
  }

  @Test
  public void noLibraryNamesAnEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.mxnet..")
        .check(project);
  }

  @Test
  public void typesAreClosed() {
    classes().that().areNotInterfaces().should(beClosed()).check(project);
  }

  private static ArchCondition<JavaClass> beClosed() {
    return new ArchCondition<>("be final, sealed, or abstract for subclasses of the project") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean closed =
            type.getModifiers().contains(JavaModifier.FINAL)
                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                || type.isEnum()
                || type.isAnonymousClass();
        events.add(new SimpleConditionEvent(type, closed, type.getName() + " is open"));
      }
    };
  }

  private void neverUses(String user, String... used) {
    for (String other : used) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + user + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "." + other + "..")
          .check(project);
    }
  }
}
