package org.selfsame.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.task.Task;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** The floors of the house: a package imports only packages of lower floors. */
@AnalyzeClasses(packages = "org.selfsame", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String FRONT_DOOR = "org.selfsame";

  /** Packages, each with those below it, and their floors. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("org.selfsame.system", 0),
          Map.entry("org.selfsame.image", 1),
          Map.entry("org.selfsame.tensor", 1),
          Map.entry("org.selfsame.quality", 2),
          Map.entry("org.selfsame.degradation", 2),
          Map.entry("org.selfsame.nonlocal", 2),
          Map.entry("org.selfsame.weights", 2),
          Map.entry("org.selfsame.network", 3),
          Map.entry("org.selfsame.task", 4),
          Map.entry("org.selfsame.model", 5),
          Map.entry("org.selfsame.restore", 6),
          Map.entry(FRONT_DOOR, 7),
          Map.entry("org.selfsame.lab", 8),
          Map.entry("org.selfsame.job", 8),
          Map.entry("org.selfsame.server", 9),
          Map.entry("org.selfsame.cli.print", 9),
          Map.entry("org.selfsame.cli.option", 10),
          Map.entry("org.selfsame.cli.command", 11),
          Map.entry("org.selfsame.cli", 12));

  @ArchTest
  static final ArchRule everyPackageHasAFloor =
      classes()
          .should()
          .resideInAnyPackage(
              FLOORS.keySet().stream()
                  .map(name -> name.equals(FRONT_DOOR) ? name : name + "..")
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule aPackageImportsOnlyLowerFloors =
      classes()
          .should(
              new ArchCondition<>("depend only on lower floors") {
                @Override
                public void check(JavaClass origin, ConditionEvents events) {
                  for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    Optional<String> from = roomOf(origin);
                    Optional<String> to = roomOf(dependency.getTargetClass());
                    if (from.isPresent() && to.isPresent() && !from.equals(to)) {
                      boolean lower = FLOORS.get(to.get()) < FLOORS.get(from.get());
                      events.add(
                          new SimpleConditionEvent(dependency, lower, dependency.getDescription()));
                    }
                  }
                }
              });

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("org.selfsame.(**)").should().beFreeOfCycles();

  /** So that a new one is told in one place. */
  @ArchTest
  static final ArchRule onlyTheTaskPackageKnowsWhichTasksThereAre =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.selfsame.task")
          .should()
          .dependOnClassesThat(assignableTo(Task.class).and(not(type(Task.class))));

  /**
   * But that a sealed interface uses types it permits, which it names anyway; that a picture and a
   * task read and write themselves, for whoever has one; and that a scope keeps the tensors that
   * belong to it.
   */
  @ArchTest
  static final ArchRule classesFormNoCircle =
      slices()
          .assignedFrom(new TopLevelClasses())
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              describe("sealed", type -> type.reflect().isSealed()),
              describe(
                  "permitted",
                  type -> Stream.of(type.reflect().getInterfaces()).anyMatch(Class::isSealed)))
          .ignoreDependency(Picture.class, ImageFiles.class)
          .ignoreDependency(type(Task.class), simpleName("TaskJson"))
          .ignoreDependency(TensorScope.class, Tensor.class);

  @ArchTest
  static final ArchRule jobsAndServersPrintNothing =
      noClasses()
          .that()
          .resideInAnyPackage("org.selfsame.job..", "org.selfsame.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..")
          .orShould(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule onlyTheServerNamesItsWebServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.selfsame.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "kotlin..");

  @ArchTest
  static final ArchRule onlyTheTensorPackageNamesTheBinding =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.selfsame.tensor")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule noPublicTypeNamesJackson =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.selfsame.cli..")
          .and()
          .arePublic()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule noMethodOfTheTensorPackageShowsTheBinding =
      codeUnits()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("org.selfsame.tensor")
          .should(new Hide<>("org.bytedeco"));

  @ArchTest
  static final ArchRule noFieldOfTheTensorPackageShowsTheBinding =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("org.selfsame.tensor")
          .should(new Hide<>("org.bytedeco"));

  @ArchTest
  static final ArchRule noPublicClassIsOneOfTheBinding =
      noClasses()
          .that()
          .resideInAPackage("org.selfsame..")
          .and()
          .arePublic()
          .should()
          .beAssignableTo(JavaClass.Predicates.resideInAPackage("org.bytedeco.."));

  /** A class and those nested in it are one. */
  private record TopLevelClasses() implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""));
    }

    @Override
    public String getDescription() {
      return "top-level classes";
    }
  }

  /** The front door has no packages below it; the others of its name have floors of their own. */
  private static boolean isIn(String name, String room) {
    return name.equals(room) || (!room.equals(FRONT_DOOR) && name.startsWith(room + "."));
  }

  private static Optional<String> roomOf(JavaClass type) {
    return FLOORS.keySet().stream()
        .filter(room -> isIn(type.getPackageName(), room))
        .max(Comparator.comparing(String::length));
  }

  /** Holds for members that are not visible from outside, or name no type of a library. */
  private static final class Hide<T extends JavaMember> extends ArchCondition<T> {
    private final String library;

    Hide(String library) {
      super("hide " + library);
      this.library = library;
    }

    @Override
    public void check(T member, ConditionEvents events) {
      boolean visible =
          member.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
              && (member.getModifiers().contains(JavaModifier.PUBLIC)
                  || member.getModifiers().contains(JavaModifier.PROTECTED));
      boolean named =
          typesOf(member)
              .flatMap(type -> type.getAllInvolvedRawTypes().stream())
              .anyMatch(type -> type.getPackageName().startsWith(library));
      events.add(new SimpleConditionEvent(member, !(visible && named), member.getDescription()));
    }

    private static Stream<JavaType> typesOf(JavaMember member) {
      if (member instanceof JavaCodeUnit code) {
        return Stream.concat(Stream.of(code.getReturnType()), code.getParameterTypes().stream());
      }
      return Stream.of(((JavaField) member).getType());
    }
  }
}
