package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.task.Task;

/**
 * A table to measure: tasks, levels and sets.
 *
 * @param name the name, such as {@code nlrn-table4}
 */
public record Preset(String name, List<Part> parts) {
  /** How many levels below the root to look for a set. */
  private static final int DEPTH = 4;

  /**
   * A task of a table.
   *
   * @param gray whether color images are converted to gray first
   * @param form the form of the noise
   * @param levels the levels, as text
   * @param sets the names of the sets' folders
   */
  public record Part(
      Task task, boolean gray, GaussianNoise.Form form, List<String> levels, List<String> sets) {}

  /** Returns the names of all presets. */
  public static List<String> names() {
    return DataLines.read("presets.txt", 6).stream().map(cells -> cells.get(0)).distinct().toList();
  }

  /**
   * Returns a preset.
   *
   * @throws IllegalArgumentException if there is no preset of that name
   */
  public static Preset named(String name) {
    List<Part> parts = new ArrayList<>();
    for (List<String> cells : DataLines.read("presets.txt", 6)) {
      if (cells.get(0).equals(name)) {
        parts.add(
            new Part(
                Task.named(cells.get(1)),
                cells.get(1).equals("denoise") && cells.get(2).equals("gray"),
                cells.get(3).equals("8bit")
                    ? GaussianNoise.Form.EIGHT_BIT
                    : GaussianNoise.Form.FLOAT,
                List.of(cells.get(4).split(",")),
                List.of(cells.get(5).split(","))));
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "preset '%s': expected one of %s".formatted(name, String.join(", ", names())));
    }
    return new Preset(name, parts);
  }

  /**
   * Finds the folder with a set's name, in any case, at or below a root.
   *
   * @throws IOException if the root cannot be searched
   */
  public static Optional<Path> find(String set, Path root) throws IOException {
    String wanted = PublishedFigures.canonical(set);
    // The root and the sets in it may be links; their targets are not searched further.
    Path from = root.toRealPath();
    try (Stream<Path> folders = Files.find(from, DEPTH, (path, is) -> Files.isDirectory(path))) {
      return folders
          .filter(path -> path.getFileName() != null)
          .filter(path -> PublishedFigures.canonical(path.getFileName().toString()).equals(wanted))
          .sorted()
          .findFirst();
    }
  }
}
