package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.Selfsame;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.quality.Psnr;

/** The project in examples/java, which the README shows. */
class ExampleTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path PROJECT = Path.of("..", "examples", "java");
  private static final Path SOURCE = PROJECT.resolve("src/main/java/example/Denoise.java");

  @TempDir private Path folder;

  @Test
  void itCompilesAndRemovesNoise() throws Exception {
    Path core = Path.of(Selfsame.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                core.toString(),
                "-proc:none",
                "-d",
                folder.toString(),
                SOURCE.toString());
    assertThat(errors).isZero();

    Path noisy = TestFiles.write(folder.resolve("noisy.png"), TestFiles.noisy(30, 26, 1, 25));
    Path clean = folder.resolve("clean.png");
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Method main = classes.loadClass("example.Denoise").getMethod("main", String[].class);
      main.invoke(null, (Object) new String[] {noisy.toString(), clean.toString()});
    }
    assertThat(psnr(clean)).isGreaterThan(psnr(noisy) + 3);
  }

  private static double psnr(Path file) throws IOException {
    Image image = ImageFiles.read(file).image();
    return Psnr.of(image, TestFiles.pattern(30, 26, 1));
  }

  @Test
  void theReadmeShowsIt() throws IOException {
    assertThat(lines(Files.readString(SOURCE)))
        .contains(
            block("java").replace("\"noisy.png\"", "args[0]").replace("\"clean.png\"", "args[1]"));
    assertThat(lines(Files.readString(PROJECT.resolve("pom.xml")))).contains(block("xml"));
  }

  /** The README's block of code in a language. */
  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertThat(block.find()).isTrue();
    return lines(block.group(1));
  }

  /** Text without its indentation. */
  private static String lines(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
