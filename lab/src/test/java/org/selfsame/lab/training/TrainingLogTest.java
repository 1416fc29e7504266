package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
  private static final String HEADER =
      "step,seconds,train_psnr,gradient_norm,learning_rate,steps_per_second,validation_psnr";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setFile() {
    file = folder.resolve("log.csv");
  }

  @Test
  void aRowIsALineOfTheReportsFiguresWhateverTheLanguage() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      TrainingLog log = new TrainingLog(file, 0);
      log.add(new Progress(100, 12.34, 0.1, 25.12344, 93.5, 1.25e-3, 8.126, Double.NaN));
      log.add(new Progress(200, 24.5, 0.2, 26, 80, 1e-3, 8, 29.87654));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            HEADER,
            "100,12.3,25.1234,93.5000,1.250e-03,8.13,",
            "200,24.5,26.0000,80.0000,1.000e-03,8.00,29.8765");
  }

  @Test
  void rowsAfterTheStepThatIsResumedAreDropped() throws IOException {
    TrainingLog log = new TrainingLog(file, 0);
    for (int step = 100; step <= 500; step += 100) {
      log.add(row(step));
    }
    TrainingLog resumed = new TrainingLog(file, 300);
    assertThat(resumed.rows()).extracting(Progress::step).containsExactly(100L, 200L, 300L);
    assertThat(Files.readAllLines(file)).hasSize(4);
    resumed.add(row(350));
    assertThat(new TrainingLog(file, 1000).rows())
        .extracting(Progress::step)
        .containsExactly(100L, 200L, 300L, 350L);
  }

  @Test
  void rowsAreReadAsTheyWereWritten() throws IOException {
    TrainingLog log = new TrainingLog(file, 0);
    log.add(row(100));
    log.add(new Progress(200, 1, 1, Double.POSITIVE_INFINITY, 1, 1, 1, 30.5));
    TrainingLog read = new TrainingLog(file, 200);
    assertThat(read.rows().get(0).validationPsnr()).isNaN();
    assertThat(read.rows().get(0).trainPsnr()).isEqualTo(25.5);
    assertThat(read.rows().get(1).validationPsnr()).isEqualTo(30.5);
    assertThat(read.rows().get(1).trainPsnr()).isInfinite();
  }

  @Test
  void aLastLineThatWasCutOffAnywhereIsIgnored() throws IOException {
    String whole = HEADER + "\n100,1.0,25.5000,1.0000,1.000e-03,8.00,\n";
    String last = "200,2.0,26.5000,1.0000,1.000e-03,8.00,29.8765";
    for (int length = 0; length <= last.length(); length++) {
      Files.writeString(file, whole + last.substring(0, length));
      assertThat(new TrainingLog(file, 1000).rows())
          .extracting(Progress::step)
          .containsExactly(100L);
      assertThat(file).hasContent(whole);
    }
  }

  @Test
  void whatIsNoRowIsIgnored() throws IOException {
    Files.write(
        file,
        (HEADER + "\nnote\n1,2\n\0\0\u00ff\na,b,c,d,e,f,g\n100,1,2,3,4,5,\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(new TrainingLog(file, 1000).rows()).extracting(Progress::step).containsExactly(100L);
  }

  @Test
  void aNewTrainingDropsAllRowsOfAnOldOne() throws IOException {
    new TrainingLog(file, 0).add(row(100));
    assertThat(new TrainingLog(file, 0).rows()).isEmpty();
    assertThat(file).hasContent(HEADER + "\n");
  }

  @Test
  void theTimeLeftFollowsFromTheTimeSpent() {
    assertThat(new Progress(100, 60, 0.25, 25, 1, 1, 1, 30).secondsLeft()).isEqualTo(180);
    assertThat(new Progress(100, 60, 1, 25, 1, 1, 1, 30).secondsLeft()).isZero();
    assertThat(new Progress(0, 0, 0, 25, 1, 1, 1, 30).secondsLeft()).isNaN();
  }

  private static Progress row(long step) {
    return new Progress(step, step / 10.0, 0.5, 25.5, 90, 1e-3, 10, Double.NaN);
  }
}
