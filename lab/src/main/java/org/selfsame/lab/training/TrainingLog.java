package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The curves of a training: a CSV file, one line per report. */
final class TrainingLog {
  private static final String HEADER =
      "step,seconds,train_psnr,gradient_norm,learning_rate,steps_per_second,validation_psnr";

  private final Path file;
  private final List<Progress> rows = new ArrayList<>();

  /**
   * Opens a log.
   *
   * @param step rows after this step are dropped: they belong to a run that was cut off
   */
  TrainingLog(Path file, long step) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        Progress row = parse(line);
        if (row != null && row.step() <= step) {
          rows.add(row);
        }
      }
    }
    Files.writeString(file, HEADER + "\n");
    for (Progress row : List.copyOf(rows)) {
      append(row);
    }
  }

  void add(Progress row) throws IOException {
    rows.add(row);
    append(row);
  }

  private void append(Progress row) throws IOException {
    Files.writeString(file, format(row) + "\n", java.nio.file.StandardOpenOption.APPEND);
  }

  List<Progress> rows() {
    return List.copyOf(rows);
  }

  private static String format(Progress p) {
    String validation =
        Double.isNaN(p.validationPsnr())
            ? ""
            : String.format(Locale.ROOT, "%.4f", p.validationPsnr());
    return String.format(
        Locale.ROOT,
        "%d,%.1f,%.4f,%.4f,%.3e,%.2f,%s",
        p.step(),
        p.seconds(),
        p.trainPsnr(),
        p.gradientNorm(),
        p.learningRate(),
        p.stepsPerSecond(),
        validation);
  }

  /** Reads a row; null for the header and for a line that a crash cut short. */
  private static Progress parse(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != 7 || cells[0].equals("step")) {
      return null;
    }
    try {
      return new Progress(
          Long.parseLong(cells[0]),
          Double.parseDouble(cells[1]),
          Double.NaN,
          Double.parseDouble(cells[2]),
          Double.parseDouble(cells[3]),
          Double.parseDouble(cells[4]),
          Double.parseDouble(cells[5]),
          cells[6].isEmpty() ? Double.NaN : Double.parseDouble(cells[6]));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
