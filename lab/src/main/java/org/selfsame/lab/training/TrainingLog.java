package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.selfsame.system.FileReplacement;

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
    read(file).stream().filter(row -> row.step() <= step).forEach(rows::add);
    StringBuilder kept = new StringBuilder(HEADER).append('\n');
    rows.forEach(row -> kept.append(format(row)));
    FileReplacement.writeString(file, kept.toString());
  }

  /** Reads the rows of a log; none if there is no file. */
  static List<Progress> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    // This charset takes any byte, even what a system crash may have left.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    // What follows the last line break was being written when the training was killed.
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(TrainingLog::parse)
        .filter(Objects::nonNull)
        .toList();
  }

  void add(Progress row) throws IOException {
    rows.add(row);
    Files.writeString(
        file,
        format(row),
        StandardCharsets.ISO_8859_1,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  List<Progress> rows() {
    return List.copyOf(rows);
  }

  /** Returns a row with its line break; a missing validation is an empty cell. */
  private static String format(Progress p) {
    String validation =
        Double.isNaN(p.validationPsnr())
            ? ""
            : String.format(Locale.ROOT, "%.4f", p.validationPsnr());
    return String.format(
        Locale.ROOT,
        "%d,%.1f,%.4f,%.4f,%.3e,%.2f,%s\n",
        p.step(),
        p.seconds(),
        p.trainPsnr(),
        p.gradientNorm(),
        p.learningRate(),
        p.stepsPerSecond(),
        validation);
  }

  /** Reads a row; null for anything else, such as the header. */
  private static Progress parse(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != 7) {
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
