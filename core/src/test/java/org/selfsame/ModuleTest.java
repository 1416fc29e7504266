package org.selfsame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of a user's, on the module path and on the class path. */
class ModuleTest {
  private static final String PROGRAM =
      """
      package user;

      import org.selfsame.Selfsame;
      import org.selfsame.image.Image;
      import org.selfsame.image.Picture;
      import org.selfsame.image.SampleFormat;

      public class Program {
        public static void main(String[] args) throws Exception {
          Picture noisy = Picture.of(Image.black(24, 20, 1), SampleFormat.UINT8);
          try (Selfsame selfsame = Selfsame.open()) {
            Image clean = selfsame.denoise(noisy, 25).image();
            System.out.println(
                clean.width() + "x" + clean.height() + " " + Selfsame.class.getModule().isNamed());
          }
        }
      }
      """;

  private static final String MODULE = "module user { requires org.selfsame.core; }";

  /** What only tests need. */
  private static final String OF_TESTS =
      ".*(junit|assertj|opentest4j|apiguardian|byte-buddy|test-classes|surefire).*";

  @TempDir private Path folder;

  @Test
  void aUsersModuleRestores() throws Exception {
    String errors = compile(Map.of("module-info.java", MODULE, "user/Program.java", PROGRAM), true);
    assertThat(errors).isEmpty();
    String found =
        run(
            "--module-path",
            modules() + File.pathSeparator + folder.resolve("classes"),
            "--add-modules",
            "ALL-MODULE-PATH",
            "-cp",
            others(),
            "-m",
            "user/user.Program");
    assertThat(found).isEqualTo("24x20 true");
  }

  @Test
  void theSameProgramRestoresFromTheClassPath() throws Exception {
    assertThat(compile(Map.of("user/Program.java", PROGRAM), false)).isEmpty();
    String everything = paths().collect(Collectors.joining(File.pathSeparator));
    String found =
        run("-cp", everything + File.pathSeparator + folder.resolve("classes"), "user.Program");
    assertThat(found).isEqualTo("24x20 false");
  }

  @Test
  void withoutTheNativesAndTheModelsTheErrorSaysHowToAddThem() throws Exception {
    assertThat(compile(Map.of("module-info.java", MODULE, "user/Program.java", PROGRAM), true))
        .isEmpty();
    String found =
        run(
            "--module-path",
            modules() + File.pathSeparator + folder.resolve("classes"),
            "-m",
            "user/user.Program");
    assertThat(found).contains("--add-modules ALL-MODULE-PATH");
  }

  @Test
  void whatIsBehindTheWallIsNotSeen() throws IOException {
    String program =
        PROGRAM.replace(
            "import org.selfsame.Selfsame;",
            """
        import org.selfsame.Selfsame;
        import org.selfsame.network.Nlrn;""");
    assertThat(compile(Map.of("module-info.java", MODULE, "user/Program.java", program), true))
        .contains("package org.selfsame.network is not visible");
  }

  private static Stream<String> paths() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> !path.matches(OF_TESTS) && Files.exists(Path.of(path)));
  }

  /** A folder without a descriptor is no module. */
  private static boolean isModule(String path) {
    return !Files.isDirectory(Path.of(path))
        || Files.exists(Path.of(path).resolve("module-info.class"));
  }

  private static String modules() {
    return paths().filter(ModuleTest::isModule).collect(Collectors.joining(File.pathSeparator));
  }

  private static String others() {
    return paths().filter(path -> !isModule(path)).collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns what the compiler has to say. */
  private String compile(Map<String, String> sources, boolean modular) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                modular ? "--module-path" : "-cp",
                modular ? modules() : paths().collect(Collectors.joining(File.pathSeparator)),
                "-d",
                folder.resolve("classes").toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve("sources").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options = arguments.subList(0, 4);
      var units =
          files.getJavaFileObjects(arguments.subList(4, arguments.size()).toArray(new String[0]));
      compiler.getTask(said, files, null, options, null, units).call();
    }
    return said.toString();
  }

  private String run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return Files.readString(out).strip();
  }
}
