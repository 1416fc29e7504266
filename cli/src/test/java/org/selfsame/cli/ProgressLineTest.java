package org.selfsame.cli;

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
    try (ProgressLine progress = new ProgressLine(stream, 80, "denoise", 2)) {
      progress.above(() -> stream.println("a.png is done"));
    }
    assertThat(written()).contains(ERASE + "a.png is done");
  }

  @Test
  void nothingIsLeftOfItInTheEnd() {
    try (ProgressLine progress = new ProgressLine(stream, 80, "denoise", 2)) {
      progress.next();
      progress.advance(0.5);
    }
    assertThat(written()).contains("denoise").contains("75%").contains("1/2 files").endsWith(ERASE);
  }

  @Test
  void itIsNoWiderThanTheTerminal() {
    try (ProgressLine progress = new ProgressLine(stream, 40, "denoise", 2)) {
      progress.advance(1);
    }
    assertThat(written().split("\r")).allSatisfy(line -> assertThat(line).hasSizeLessThan(40));
  }
}
