package org.selfsame.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final String ERASE = "\r\u001b[K";
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void otherLinesAreWrittenWhereTheProgressWas() {
    try (ProgressLine progress = ProgressLine.on(stream, 80, "denoise", 2, "files")) {
      progress.above(() -> stream.println("a.png is done"));
    }
    assertThat(written()).contains(ERASE + "a.png is done");
  }

  @Test
  void nothingIsLeftOfItInTheEnd() {
    try (ProgressLine progress = ProgressLine.on(stream, 80, "denoise", 2, "files")) {
      progress.progress(3, 4);
      progress.above(() -> {});
    }
    assertThat(written()).contains("denoise").contains("75%").contains("1/2 files").endsWith(ERASE);
  }

  @Test
  void itIsNoWiderThanTheTerminal() {
    try (ProgressLine progress = ProgressLine.on(stream, 40, "denoise", 2, "files")) {
      progress.progress(1, 1);
      progress.above(() -> {});
    }
    assertThat(written().replace("\u001b[K", "").split("\r"))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(40));
  }

  @Test
  void theBarTakesWhatRoomThereIs() {
    try (ProgressLine progress = ProgressLine.on(stream, 80, "denoise", 2, "files")) {
      progress.progress(1, 2);
      progress.above(() -> {});
    }
    assertThat(written()).containsPattern("denoise  50% \\|[█#]{20} {20}\\| 1/2 files, 0 s left");
  }

  @Test
  void theFilesThatAreDoneAreCountedWhateverTheirNumber() {
    for (int files = 1; files < 100; files++) {
      ProgressLine progress = ProgressLine.on(stream, 80, "denoise", files, "files");
      progress.part(files - 1, files).progress(7, 7);
      progress.above(() -> {});
      assertThat(written()).contains("100%", files + "/" + files + " files");
    }
  }

  @Test
  void itIsNotDrawnAgainAtEveryStep() {
    try (ProgressLine progress = ProgressLine.on(stream, 80, "denoise", 2, "files")) {
      for (int i = 0; i < 1000; i++) {
        progress.progress(i, 1000);
      }
    }
    assertThat(written().split("denoise")).hasSizeLessThan(100);
  }

  @Test
  void withoutATerminalOtherLinesAreWrittenAlone() {
    ProgressLine.NONE.progress(1, 2);
    ProgressLine.NONE.above(() -> stream.print("a.png is done"));
    assertThat(written()).isEqualTo("a.png is done");
  }

  @Test
  void withoutATerminalThereIsALineFromTimeToTime() throws InterruptedException {
    try (ProgressLine progress = ProgressLine.inLines(stream, 5, "denoise", 4, "files")) {
      progress.progress(1, 2);
      while (written().lines().count() < 3) {
        Thread.sleep(5);
      }
    }
    String found = written();
    assertThat(found.lines())
        .allSatisfy(line -> assertThat(line).matches("denoise +\\d+% \\d/4 files(, \\d+ s left)?"))
        .anySatisfy(line -> assertThat(line).startsWith("denoise  50% 2/4 files, 0 s left"));
    Thread.sleep(50);
    assertThat(written().lines().count())
        .as("after the end")
        .isBetween(3L, found.lines().count() + 1);
  }
}
