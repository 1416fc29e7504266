package org.selfsame.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.selfsame.lab.training.Progress;

class TrainingReportTest {
  private static Progress progress(long step, double validationPsnr) {
    return new Progress(step, 600, 0.25, 26.384, 66.5, 1.8e-3, 5.968, validationPsnr);
  }

  @Test
  void aLineHasWhatIsKnown() {
    assertThat(TrainingReport.line(progress(5200, 29.6584)))
        .isEqualTo(
            "step 5,200, train 26.38 dB, validation 29.66 dB, rate 1.8e-03, 5.97 steps/s, 30 min"
                + " left");
    assertThat(TrainingReport.line(progress(5200, Double.NaN))).doesNotContain("validation");
  }

  @Test
  void onATerminalOnlyValidationsStay() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TrainingReport report =
        TrainingReport.onTerminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), 30)) {
      report.progress(progress(100, Double.NaN));
      report.progress(progress(200, 29));
      report.progress(progress(300, Double.NaN));
      report.notice("no plot");
      report.progress(progress(400, Double.NaN));
    }
    String erase = "\r\u001b[K";
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            erase
                + "step 100, train 26.38 dB, rat"
                + erase
                + "step 200, train 26.38 dB, val\n"
                + erase
                + "step 300, train 26.38 dB, rat"
                + erase
                + "selfsame: no plot\n"
                + erase
                + "step 400, train 26.38 dB, rat"
                + erase);
  }
}
