package org.selfsame.cli;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a house of its own, where {@code java} and {@code mvn} only tell their arguments.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir private Path folder;
  private Path house;
  private Path launcher;
  private Path jdk;
  private Path builds;

  private record Run(int exitCode, List<String> out, String err) {}

  @BeforeEach
  void makeHouse() throws IOException {
    house = Files.createDirectory(folder.resolve("a house"));
    launcher = Files.copy(Path.of("..", "selfsame"), house.resolve("selfsame"));
    builds = folder.resolve("builds");
    Files.createDirectories(house.resolve("cli/src/main"));
    Files.writeString(house.resolve("pom.xml"), "");
    jdk = makeJdk("jdk", "21.0.2");
    makeProgram(
        folder.resolve("bin/mvn"),
        """
        echo "$JAVA_HOME $*" >>'%s'
        sleep 0.3
        for argument; do
          case $argument in -Dapp.directory=*) mkdir "${argument#*=}/lib" ;; esac
        done
        echo jar >cli/target/selfsame.jar
        """
            .formatted(builds));
  }

  private Path makeJdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    makeProgram(home.resolve("bin/javac"), "");
    makeProgram(
        home.resolve("bin/java"),
        """
        echo "%s threads=$OMP_NUM_THREADS pad=$MALLOC_TOP_PAD_"
        echo "locale=${LC_ALL-}"
        printf '%%s\\n' "$@"
        exit 7
        """
            .formatted(version));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void makeProgram(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + text);
    Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
  }

  private Process start(Path program, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("HOME"));
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (path, first) -> first + ":" + path);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(variables);
    return builder.start();
  }

  private static Run finish(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out.lines().toList(), err);
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    return finish(start(launcher, Map.of(), arguments));
  }

  @Test
  void theFirstStartBuildsInALineAndTheNextDoesNot() throws Exception {
    assertThat(run().err()).isEqualTo("Building Selfsame (first use)...\n");
    assertThat(run().err()).isEmpty();
    assertThat(builds).content().hasLineCount(1).startsWith(jdk + " ").contains(" package");
    assertThat(house.resolve("cli/target/app/selfsame.jar")).exists();
    assertThat(house.resolve("cli/target/app.lock")).doesNotExist();
  }

  @Test
  void aChangedSourceIsBuiltAgain() throws Exception {
    run();
    Path source = Files.writeString(house.resolve("cli/src/main/Main.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run().err()).isEqualTo("Building Selfsame (the sources have changed)...\n");
  }

  @Test
  void argumentsOfTheBuildAreKeptForTheNext() throws Exception {
    run();
    Map<String, String> cuda = Map.of("SELFSAME_MAVEN_ARGS", "-Pcuda -o");
    assertThat(finish(start(launcher, cuda)).err()).contains("(other arguments)");
    assertThat(finish(start(launcher, cuda)).err()).isEmpty();
    assertThat(run().err()).isEmpty();
    Files.setLastModifiedTime(
        house.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run().err()).contains("the sources have changed");
    assertThat(Files.readAllLines(builds)).hasSize(3);
    assertThat(Files.readAllLines(builds).get(2)).contains(" -Pcuda -o ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesOfFilesAreThoseOfUnicodeInALocaleThatHasNone() throws Exception {
    run();
    assertThat(finish(start(launcher, Map.of("LC_ALL", "C"))).out()).contains("locale=C.UTF-8");
    assertThat(finish(start(launcher, Map.of("LC_ALL", "C.UTF-8", "LANG", "C"))).out())
        .contains("locale=C.UTF-8");
    assertThat(finish(start(launcher, Map.of("LANG", "C.UTF-8"))).out()).contains("locale=");
  }

  @Test
  void argumentsAndExitCodePassUnchanged() throws Exception {
    Run run = run("denoise", "my photo.png", "", "*", "--sigma=25");
    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.out())
        .endsWith(
            "-jar",
            house.resolve("cli/target/app/selfsame.jar").toRealPath().toString(),
            "denoise",
            "my photo.png",
            "",
            "*",
            "--sigma=25");
  }

  @Test
  void itFindsItsHouseThroughLinks() throws Exception {
    Path absolute = Files.createSymbolicLink(folder.resolve("bin/selfsame"), launcher);
    Path relative = Files.createSymbolicLink(folder.resolve("link"), Path.of("bin/selfsame"));
    assertThat(finish(start(absolute, Map.of())).err()).contains("first use");
    assertThat(finish(start(relative, Map.of())).err()).isEmpty();
    assertThat(finish(start(Path.of("link"), Map.of())).exitCode()).isEqualTo(7);
  }

  @Test
  void twoFirstStartsBuildOnce() throws Exception {
    Process one = start(launcher, Map.of());
    Process two = start(launcher, Map.of());
    assertThat(List.of(finish(one).exitCode(), finish(two).exitCode())).containsExactly(7, 7);
    assertThat(builds).content().hasLineCount(1);
  }

  @Test
  void aStartThatWaitsForAnotherSaysSoOnce() throws Exception {
    Files.createDirectories(house.resolve("cli/target"));
    Path lock = house.resolve("cli/target/app.lock");
    Files.createSymbolicLink(lock, Path.of(Long.toString(ProcessHandle.current().pid())));
    Process waiting = start(launcher, Map.of());
    String first = waiting.errorReader().readLine();
    Thread.sleep(500); // it looks again several times
    Files.delete(lock);
    assertThat(first).isEqualTo("Waiting for another build of Selfsame...");
    assertThat(waiting.errorReader().lines()).containsExactly("Building Selfsame (first use)...");
    assertThat(waiting.waitFor()).isEqualTo(7);
  }

  @Test
  void theBuildThatMayStillBeRunningStaysUntilTheNext() throws Exception {
    List<Path> built = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      run();
      built.add(house.resolve("cli/target/app").toRealPath());
      Files.setLastModifiedTime(
          house.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    }
    assertThat(built.get(0)).doesNotExist();
    assertThat(built.get(1).resolve("selfsame.jar")).exists();
    assertThat(built.get(2).resolve("selfsame.jar")).exists();
  }

  @Test
  void aBuildInAFolderFromBeforeThereWereLinksIsReplaced() throws Exception {
    Path old = Files.createDirectories(house.resolve("cli/target/app/lib"));
    assertThat(run().exitCode()).isEqualTo(7);
    assertThat(old.resolveSibling("selfsame.jar")).exists();
  }

  @Test
  void aComputerWithoutALibraryIsToldSoBeforeTheBuild() throws Exception {
    makeProgram(folder.resolve("bin/uname"), "[[ $1 == -s ]] && echo Linux || echo aarch64");
    Run run = run("--version");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("selfsame: this computer is Linux aarch64, and Selfsame runs on Linux x86_64, ")
        .contains("macOS")
        .contains("Windows");
    assertThat(builds).doesNotExist();
    assertThat(house.resolve("cli/target/app.lock")).doesNotExist();
    Map<String, String> other = Map.of("SELFSAME_MAVEN_ARGS", "-Djavacpp.platform=linux-arm64");
    assertThat(finish(start(launcher, other)).exitCode()).isEqualTo(7);
  }

  @Test
  void startsThatFindTheSameDeadBuildBuildOnce() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path target = Files.createDirectories(house.resolve("cli/target"));
    Path holder = Path.of(Long.toString(dead.pid()));
    Files.createSymbolicLink(target.resolve("app.lock"), holder);
    Files.createSymbolicLink(target.resolve("app.lock.dead"), holder);
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(start(launcher, Map.of()));
    }
    for (Process each : starts) {
      assertThat(finish(each).exitCode()).isEqualTo(7);
    }
    assertThat(builds).content().hasLineCount(1);
    assertThat(target.resolve("app.lock.dead")).doesNotExist();
  }

  @Test
  void aBuildThatDiedDoesNotLockOutTheNext() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(house.resolve("cli/target"));
    Files.createSymbolicLink(
        house.resolve("cli/target/app.lock"), Path.of(Long.toString(dead.pid())));
    assertThat(run().exitCode()).isEqualTo(7);
  }

  @Test
  void aBuildThatFailsIsToldInShort() throws Exception {
    makeProgram(
        folder.resolve("bin/mvn"),
        "echo '[INFO] a lot'; echo '[ERROR] Could not resolve dependencies'; exit 1");
    Run run = run("--version");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Building"),
            line -> assertThat(line).isEqualTo("[ERROR] Could not resolve dependencies"),
            line ->
                assertThat(line).startsWith("selfsame: the build failed; ").endsWith("app.log"));
    assertThat(house.resolve("cli/target/app")).doesNotExist();
    assertThat(house.resolve("cli/target/app.lock")).doesNotExist();
  }

  @Test
  void withoutMavenTheWrapperBuilds() throws Exception {
    Files.move(folder.resolve("bin/mvn"), house.resolve("mvnw"));
    Path noMaven = folder.resolve("noMaven");
    Files.writeString(noMaven, "command() { [[ $* != '-v mvn' ]] && builtin command \"$@\"; }");
    Run run = finish(start(launcher, Map.of("BASH_ENV", noMaven.toString())));
    assertThat(run.err()).isEqualTo("Building Selfsame (first use)...\n");
    assertThat(builds).content().hasLineCount(1).contains(" package");
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws Exception {
    Path old = makeJdk("old", "11.0.22");
    Files.createSymbolicLink(folder.resolve("bin/java"), jdk.resolve("bin/java"));
    Run run = finish(start(launcher, Map.of("JAVA_HOME", old.toString())));
    assertThat(run.out().get(0)).startsWith("21.0.2 ");
  }

  @Test
  void aJdkWithoutAReleaseFileIsAskedForItsVersion() throws Exception {
    Files.delete(jdk.resolve("release"));
    makeProgram(
        jdk.resolve("bin/java"),
        "if [[ $1 == -version ]]; then echo 'openjdk version \"25\" 2025-09-16' >&2; fi\necho \"$@\"");
    assertThat(run().out().get(0)).contains("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void nativeAccessIsAllowedOnlyWhereItIsAsked() throws Exception {
    assertThat(run().out()).doesNotContain("--enable-native-access=ALL-UNNAMED");
    jdk = makeJdk("new", "24.0.1");
    assertThat(run().out()).contains("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void whatTheUserHasSetIsKept() throws Exception {
    Run run =
        finish(
            start(
                launcher,
                Map.of(
                    "OMP_NUM_THREADS", "3",
                    "MALLOC_TOP_PAD_", "5",
                    "SELFSAME_JAVA_OPTS", "-Xmx8g -Dx=y")));
    assertThat(run.out()).contains("21.0.2 threads=3 pad=5", "-Xmx8g", "-Dx=y");
  }

  @Test
  void threadsAreThePhysicalCoresThatMayBeUsed() throws Exception {
    String threads = run().out().get(0).replaceAll(".* threads=(\\d+) .*", "$1");
    assertThat(Integer.parseInt(threads)).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}
