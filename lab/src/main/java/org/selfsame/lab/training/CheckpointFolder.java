package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.selfsame.system.FileReplacement;
import org.selfsame.weights.WeightFileException;

/** The last checkpoints of a training, a file {@code step-N.safetensors} each. */
record CheckpointFolder(Path folder) {
  private static final int KEPT = 3;
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.safetensors");

  /**
   * What was found to go on from.
   *
   * @param notices about newer checkpoints that cannot be read, each in one or two lines
   */
  record Found(Path file, Checkpoint checkpoint, List<String> notices) {}

  /** Returns the checkpoint of the highest step, whether it can be read or not. */
  Optional<Path> latest() throws IOException {
    List<Path> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Reads the checkpoint of the highest step. Damaged ones are skipped and renamed, out of the way.
   *
   * @return empty if there is no checkpoint
   * @throws WeightFileException if there are some, but none can be read
   */
  Optional<Found> readLatest() throws IOException {
    List<Path> all = list();
    List<Path> damaged = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    WeightFileException failure = null;
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        Checkpoint checkpoint = Checkpoint.read(all.get(i));
        for (Path file : damaged) {
          Files.move(
              file,
              file.resolveSibling(file.getFileName() + ".damaged"),
              StandardCopyOption.REPLACE_EXISTING);
        }
        return Optional.of(new Found(all.get(i), checkpoint, notices));
      } catch (WeightFileException e) {
        failure = failure == null ? e : failure;
        damaged.add(all.get(i));
        notices.add("skipped a checkpoint, and renamed it to .damaged: " + e.getMessage());
      }
    }
    if (failure != null) {
      throw new WeightFileException(
          "no checkpoint in %s can be read; move them away to start over. The latest: %s"
              .formatted(folder, failure.getMessage()),
          failure);
    }
    return Optional.empty();
  }

  /** Writes a checkpoint, and deletes all but the last three. */
  Path save(Checkpoint checkpoint) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("step-%09d.safetensors".formatted(checkpoint.step()));
    checkpoint.write(file);
    List<Path> all = list();
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      Files.delete(old);
    }
    return file;
  }

  /** Deletes what trainings left that were killed while writing a checkpoint. */
  void deleteLeftovers() throws IOException {
    if (Files.isDirectory(folder)) {
      FileReplacement.deleteLeftovers(folder);
    }
  }

  /** Returns the checkpoints in the order of their steps. */
  private List<Path> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointFolder::stepOf))
          .toList();
    }
  }

  private static long stepOf(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(file + " is not named as a checkpoint");
    }
    return Long.parseLong(matcher.group(1));
  }
}
