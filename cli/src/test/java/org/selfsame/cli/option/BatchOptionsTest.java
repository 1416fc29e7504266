package org.selfsame.cli.option;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.Main;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.job.FileAction;
import org.selfsame.restore.ProgressListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The batch of a command that writes what it reads in capital letters, and chokes on "bad". */
class BatchOptionsTest {
  @TempDir private Path folder;
  private final List<Path> processed = new CopyOnWriteArrayList<>();
  private Path a;
  private Path b;

  @Command(name = "shout")
  private final class ShoutCommand implements Callable<Integer> {
    @Mixin private BatchOptions batch;

    @Override
    public Integer call() {
      return batch.run(
          "_loud",
          (input, output) -> {
            processed.add(input);
            String text = Files.readString(input);
            if (text.startsWith("unreadable")) {
              throw new IOException("found scrawl, expected letters");
            }
            return new FileAction.Opened(
                text.length(), progress -> process(text, output, progress));
          });
    }
  }

  private static FileAction.Processed process(String text, Path output, ProgressListener progress)
      throws IOException {
    progress.progress(1, 2);
    if (text.startsWith("bad")) {
      throw new IOException("found bad letters, expected good ones");
    } else if (text.startsWith("bug")) {
      throw new IllegalStateException("a bug");
    } else if (text.startsWith("cancel")) {
      Thread.currentThread().interrupt();
    }
    FileAction.Result result =
        new FileAction.Result(
            "loudness " + text.length(), Map.of("loudness", text.length(), "estimated", true));
    return new FileAction.Processed(
        result,
        text.length(),
        () -> {
          if (text.startsWith("unwritable")) {
            throw new IOException("there is no ink");
          }
          Files.createDirectories(output.getParent());
          Files.writeString(output, text.toUpperCase(Locale.ROOT));
        });
  }

  @BeforeEach
  void makeFiles() throws IOException {
    a = Files.writeString(folder.resolve("a.png"), "one");
    b = Files.writeString(folder.resolve("b.png"), "three");
  }

  private CommandLineRun shout(Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = "shout";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    CommandLine line = OptionTypes.register(Main.commandLine().addSubcommand(new ShoutCommand()));
    return CommandLineRun.of(line, all);
  }

  @Test
  void everyFileGetsALineAndAllOfThemASum() {
    CommandLineRun run = shout(folder);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(a + " -> " + folder.resolve("a_loud.png") + " (loudness 3, ")
                    .endsWith(" s)"),
            line -> assertThat(line).startsWith(b.toString()),
            line -> assertThat(line).isEqualTo("2 done, 0 skipped, 0 failed"));
    assertThat(folder.resolve("b_loud.png")).hasContent("THREE");
  }

  @Test
  void oneFileGetsNoSum() {
    assertThat(shout(a).out().lines()).hasSize(1);
  }

  @Test
  void quietlyOnlyFailuresAreTold() throws IOException {
    Files.writeString(b, "bad");
    CommandLineRun run = shout("-q", a, b);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "selfsame: " + b + ": found bad letters, expected good ones\n");
  }

  @Test
  void aFileThatFailsDoesNotKeepTheOthersFromIt() throws IOException {
    Files.writeString(a, "bad");
    CommandLineRun run = shout(folder.resolve("missing.png"), a, b);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            """
            selfsame: %s: no such file or folder
            selfsame: %s: found bad letters, expected good ones
            """
                .formatted(folder.resolve("missing.png"), a));
    assertThat(run.out()).contains("1 done, 0 skipped, 2 failed");
    assertThat(folder.resolve("b_loud.png")).hasContent("THREE");
    assertThat(folder.resolve("a_loud.png")).doesNotExist();
  }

  @Test
  void whereverAFileFailsMessagesAndResultsAreInTheOrderOfTheFiles() throws IOException {
    List<String> texts =
        List.of("one", "unreadable", "two", "bad", "unwritable", "bug", "three", "unreadable");
    for (int i = 0; i < 3 * texts.size(); i++) {
      Files.writeString(folder.resolve("f%02d.png".formatted(i)), texts.get(i % texts.size()));
    }
    Files.delete(a);
    Files.delete(b);
    CommandLineRun run = shout(folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines().limit(9).map(this::nameIn))
        .containsExactly("f00", "f02", "f06", "f08", "f10", "f14", "f16", "f18", "f22");
    assertThat(run.out()).contains("9 done, 0 skipped, 15 failed");
    assertThat(run.err().lines().filter(line -> line.contains(".png: ")).map(this::nameIn))
        .containsExactly(
            "f01", "f03", "f04", "f05", "f07", "f09", "f11", "f12", "f13", "f15", "f17", "f19",
            "f20", "f21", "f23");
    assertThat(run.err())
        .contains(
            "f01.png: found scrawl, expected letters",
            "f04.png: there is no ink",
            "f05.png: this is an error in Selfsame itself");
    assertThat(folder.resolve("f22_loud.png")).hasContent("THREE");
  }

  /** The name of the first file in a line, without its ending. */
  private String nameIn(String line) {
    int start = line.indexOf(folder.toString()) + folder.toString().length() + 1;
    return line.substring(start, line.indexOf('.', start));
  }

  @Test
  void anInterruptEndsTheBatchOnceWhatIsRestoredIsWritten() throws IOException {
    Files.writeString(a, "cancel");
    Path c = Files.writeString(folder.resolve("c.png"), "four");
    CommandLineRun run = shout(a, b, c);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(folder.resolve("a_loud.png")).hasContent("CANCEL");
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "selfsame: %s: cancelled\nselfsame: %s: cancelled\n".formatted(b, c));
    assertThat(processed).containsExactly(a, b); // the second was read ahead
  }

  @Test
  void anEmptyFolderFailsAndTheOthersAreDone() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandLineRun run = shout(empty, a);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("selfsame: " + empty + ": no image in this folder");
    assertThat(run.out()).contains("1 done, 0 skipped, 1 failed");
  }

  @Test
  void aStackTraceIsShownOnlyForDebugging() throws IOException {
    Files.writeString(a, "bug");
    assertThat(shout(a).err()).contains("error in Selfsame itself").doesNotContain("\tat ");
    assertThat(shout("--debug", a).err()).contains("a bug").contains("\tat ");
    CommandLine line = OptionTypes.register(Main.commandLine().addSubcommand(new ShoutCommand()));
    assertThat(CommandLineRun.of(line, "--debug", "shout", a).err()).contains("\tat ");
  }

  @Test
  void aResultThatExistsIsNotReplacedUnasked() throws IOException {
    Path result = Files.writeString(folder.resolve("a_loud.png"), "precious");
    CommandLineRun run = shout(a);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(result + ": already exists; use --overwrite to replace it");
    assertThat(result).hasContent("precious");
    assertThat(processed).isEmpty();
  }

  @Test
  void aResultThatExistsIsReplacedWhenAsked() throws IOException {
    Path result = folder.resolve("a_loud.png");
    ImageFiles.write(result, Picture.of(Image.black(2, 2, 1), SampleFormat.UINT8));
    assertThat(shout(a, "--overwrite").exitCode()).isZero();
    assertThat(result).hasContent("ONE");
  }

  @Test
  void aFileThatMerelyHasTheNameOfAResultIsNotReplaced() throws IOException {
    Path own = Files.writeString(folder.resolve("a_loud.png"), "my own");
    CommandLineRun run = shout(folder, "--overwrite");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).contains(own + ": exists, and is not a result of this program");
    assertThat(own).hasContent("my own");
    assertThat(processed).containsExactly(b);
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(out.resolve("a.png"), "old");
    assertThat(shout(a, "--overwrite", "-o", out).exitCode()).isZero();
    assertThat(out.resolve("a.png")).hasContent("ONE");
  }

  @Test
  void aResultThatExistsIsSkippedWhenAsked() throws IOException {
    Path result = Files.writeString(folder.resolve("a_loud.png"), "old");
    CommandLineRun run = shout(folder, "--skip-existing");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "Left out 1 file, named like results of this command: " + result + "\n");
    assertThat(run.out())
        .contains(a + " skipped: " + result + " exists")
        .contains("1 done, 1 skipped, 0 failed");
    assertThat(result).hasContent("old");
    assertThat(processed).containsExactly(b);
  }

  @Test
  void replacingAndSkippingAreNotAskedTogether() {
    CommandLineRun run = shout(a, "--skip-existing", "--overwrite");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--overwrite").contains("Try: selfsame help shout");
    assertThat(processed).isEmpty();
  }

  @Test
  void anInputIsNeverWrittenOver() {
    CommandLineRun run = shout(a, "-o", folder, "--overwrite");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(a + ": its result would overwrite itself");
    assertThat(a).hasContent("one");
  }

  @Test
  void anotherInputIsNeverWrittenOverEither() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path otherA = Files.writeString(other.resolve("a.png"), "other");
    CommandLineRun run = shout(a, otherA, "-o", other, "--overwrite");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("overwrite the input " + otherA).contains("overwrite itself");
    assertThat(otherA).hasContent("other");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anInputIsNotWrittenOverThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    assertThat(shout(a, "-o", link, "--overwrite").exitCode()).isEqualTo(1);
    assertThat(a).hasContent("one");
  }

  @Test
  void twoResultsWithOneNameAreNotWrittenOverEachOther() throws IOException {
    Path bitmap = Files.writeString(folder.resolve("a.bmp"), "bitmap");
    CommandLineRun run = shout(folder, "--overwrite");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(a + ": its result would overwrite " + folder.resolve("a_loud.png"))
        .contains("the result of " + bitmap + "; process the two separately");
    assertThat(folder.resolve("a_loud.png")).hasContent("BITMAP");
    assertThat(folder.resolve("b_loud.png")).hasContent("THREE");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void resultsAreTheSameFileThroughALinkToAFolderThatIsYetToBeMade() throws IOException {
    Files.writeString(folder.resolve("a.bmp"), "bitmap");
    Path link =
        Files.createSymbolicLink(
            folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
    CommandLineRun run = shout(folder, "-o", link.resolve("new"), "--overwrite");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("process the two separately");
    assertThat(folder.resolve("real/new/a.png")).hasContent("BITMAP");
  }

  @Test
  void theTreeOfAFolderIsKeptUnderTheOutput() throws IOException {
    Files.createDirectories(folder.resolve("x/y"));
    Files.writeString(folder.resolve("x/y/c.webp"), "c");
    Path out = folder.resolve("results/new");
    assertThat(shout(folder, "--recursive", "-o", out).exitCode()).isZero();
    assertThat(out.resolve("a.png")).hasContent("ONE");
    assertThat(out.resolve("x/y/c.png")).hasContent("C");
    assertThat(shout(folder, "--recursive", "-o", out, "--skip-existing").out())
        .contains("0 done, 3 skipped, 0 failed");
  }

  @Test
  void anInputThatFailsLeavesNoFolderForItsResult() throws IOException {
    Files.writeString(a, "bad");
    Path out = folder.resolve("results");
    assertThat(shout(a, "-o", out.resolve("new")).exitCode()).isEqualTo(1);
    assertThat(processed).containsExactly(a);
    assertThat(out).doesNotExist();
  }

  @Test
  void anOutputThatCannotBeMadeFailsBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file.txt"), "");
    CommandLineRun run = shout(a, "-o", file.resolve("b.png"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(file.toString()).doesNotContain("\tat ");
    assertThat(processed).isEmpty();
  }

  @Test
  void aFolderInPlaceOfTheResultIsNotReplaced() throws IOException {
    Path inPlace = Files.createDirectory(folder.resolve("a_loud.png"));
    CommandLineRun run = shout(a, "--overwrite");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(inPlace + ": is a folder");
  }

  @Test
  void anEmptyInputIsNotTheFolderOneIsIn() {
    CommandLineRun run = shout("");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("an input is empty");
  }

  @Test
  void formatsAreNamedWithoutRegardToCase() {
    assertThat(shout(a, "--format", "TIFF").exitCode()).isZero();
    assertThat(folder.resolve("a_loud.tif")).exists();
    CommandLineRun run = shout(a, "--format", "webp");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--format").contains("expected png, jpg or tiff");
  }

  @Test
  void optionsThatDoNotFitTogetherAreNamed() {
    Path result = folder.resolve("c.png");
    CommandLineRun twoFormats = shout(a, "-o", result, "--format", "tiff");
    assertThat(twoFormats.exitCode()).isEqualTo(2);
    assertThat(twoFormats.err())
        .startsWith("selfsame: -o " + result + " and --format tif ask for different formats");
    CommandLineRun oneFile = shout(a, b, "-o", result);
    assertThat(oneFile.exitCode()).isEqualTo(2);
    assertThat(oneFile.err()).startsWith("selfsame: -o " + result + ": names one file");
  }

  @Test
  void jsonHasAnObjectForEveryFile() throws IOException {
    Files.writeString(folder.resolve("b_loud.png"), "old");
    Path quoted = Files.writeString(folder.resolve("\"c\".png"), "bad");
    CommandLineRun run = shout(folder.resolve("missing"), folder, "--json", "--skip-existing");
    assertThat(run.exitCode()).isEqualTo(1);
    List<JsonNode> objects = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      objects.add(new ObjectMapper().readTree(line));
    }
    assertThat(objects)
        .satisfiesExactly(
            missing -> {
              assertThat(missing.get("status").asText()).isEqualTo("failed");
              assertThat(missing.get("input").asText()).endsWith("missing");
            },
            failed -> {
              assertThat(failed.get("input").asText()).isEqualTo(quoted.toString());
              assertThat(failed.get("status").asText()).isEqualTo("failed");
              assertThat(failed.get("error").asText()).contains("found bad letters");
            },
            done -> {
              assertThat(done.get("input").asText()).isEqualTo(a.toString());
              assertThat(done.get("output").asText()).endsWith("a_loud.png");
              assertThat(done.get("status").asText()).isEqualTo("ok");
              assertThat(done.get("seconds").asDouble()).isBetween(0.0, 60.0);
              assertThat(done.get("loudness").asInt()).isEqualTo(3);
              assertThat(done.get("estimated").asBoolean()).isTrue();
            },
            skipped -> assertThat(skipped.get("status").asText()).isEqualTo("skipped"));
  }

  private record Piped(CommandLineRun run, String standardOutput) {}

  /** Runs with something on standard input. */
  private Piped shoutWith(String standardInput, Object... arguments) {
    InputStream in = System.in;
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setIn(new ByteArrayInputStream(standardInput.getBytes(US_ASCII)));
    System.setOut(new PrintStream(bytes, true, US_ASCII));
    try {
      return new Piped(shout(arguments), bytes.toString(US_ASCII));
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
  }

  @Test
  void standardInputGoesToStandardOutputUnlessTheOutputIsNamed() {
    Piped piped = shoutWith("soft", "-");
    assertThat(piped.standardOutput).isEqualTo("SOFT");
    assertThat(piped.run.out()).isEmpty();
    assertThat(piped.run.err())
        .startsWith("standard input -> standard output (loudness 4, ")
        .hasLineCount(1);
    Piped named = shoutWith("soft", "-", "-o", folder.resolve("named.png"));
    assertThat(named.standardOutput).isEmpty();
    assertThat(named.run.out()).startsWith("standard input -> " + folder.resolve("named.png"));
    assertThat(folder.resolve("named.png")).hasContent("SOFT");
  }

  @Test
  void aFileGoesToStandardOutputWhenAsked() {
    Piped piped = shoutWith("", a, "-o", "-", "--json");
    assertThat(piped.standardOutput).isEqualTo("ONE");
    assertThat(piped.run.err()).contains("\"output\":\"standard output\"");
    assertThat(folder.resolve("a_loud.png")).doesNotExist();
  }

  @Test
  void inTheFormatOfTheInputUnlessOneIsTold() {
    assertThat(outputFor(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}))
        .hasToString("standard-output.jpg");
    assertThat(outputFor("II*\0".getBytes(US_ASCII))).hasToString("standard-output.tif");
    assertThat(outputFor("RIFF    WEBP".getBytes(US_ASCII))).hasToString("standard-output.png");
    assertThat(outputFor("II*\0".getBytes(US_ASCII), "--format", "jpg"))
        .hasToString("standard-output.jpg");
  }

  /** Returns the name of the file whose content would go to standard output. */
  private Path outputFor(byte[] standardInput, String... further) {
    List<Path> outputs = new ArrayList<>();
    @Command(name = "look")
    final class LookCommand implements Callable<Integer> {
      @Mixin private BatchOptions batch;

      @Override
      public Integer call() {
        return batch.run(
            "_seen",
            (input, output) -> {
              outputs.add(output.getFileName());
              throw new IOException("seen");
            });
      }
    }
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream(standardInput));
    try {
      List<Object> arguments = new ArrayList<>(List.of("look", "-"));
      arguments.addAll(List.of(further));
      CommandLineRun.of(
          OptionTypes.register(Main.commandLine().addSubcommand(new LookCommand())),
          arguments.toArray());
    } finally {
      System.setIn(in);
    }
    return outputs.get(0);
  }

  @Test
  void whatFailsOnStandardInputIsCalledByItsName() {
    Piped piped = shoutWith("unreadable", "-");
    assertThat(piped.run.exitCode()).isEqualTo(1);
    assertThat(piped.standardOutput).isEmpty();
    assertThat(piped.run.err())
        .isEqualToNormalizingNewlines("selfsame: standard input: found scrawl, expected letters\n");
  }

  @Test
  void standardOutputTakesOneImage() {
    for (Object[] arguments : new Object[][] {{a, b, "-o", "-"}, {folder, "-o", "-"}}) {
      assertThat(shoutWith("", arguments).run.err())
          .startsWith("selfsame: -o -: standard output takes one image; give a folder");
    }
    assertThat(shoutWith("", "-", "-", "-o", folder).run.err())
        .startsWith("selfsame: standard input: given twice");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPipeIsReadOnceAndHasNoFolderForItsResult() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    write(pipe, "soft");
    CommandLineRun run = shout(pipe, "-o", folder.resolve("result.png"));
    assertThat(run.out()).startsWith(pipe + " -> " + folder.resolve("result.png"));
    assertThat(folder.resolve("result.png")).hasContent("SOFT");
    write(pipe, "soft");
    assertThat(shout(pipe).err())
        .startsWith("selfsame: " + pipe + ": there is no folder beside it");
  }

  private static void write(Path pipe, String text) {
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, text);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
  }

  @Test
  void noCopyOfAPipeStays() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Set<Path> before = leftovers(temporary);
    shoutWith("soft", "-");
    shoutWith("bad", "-");
    assertThat(leftovers(temporary)).isEqualTo(before);
  }

  private static Set<Path> leftovers(Path temporary) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> Files.exists(file.resolve("standard-input")))
          .collect(Collectors.toSet());
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNameThatIsTooLongIsToldBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("n".repeat(248) + ".png"), "one");
    CommandLineRun run = shout(file);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("_loud.png: cannot be written").contains("another name");
    assertThat(processed).isEmpty();
  }
}
