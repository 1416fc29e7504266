package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.selfsame.cli.FileAction.Result;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** Processes files one after the other; one that fails does not keep the others from it. */
final class Batch {
  /** What is done when an output exists. */
  enum Existing {
    FAIL,
    OVERWRITE,
    SKIP
  }

  private final CommandLine line;
  private final BatchReport report;
  private final Existing existing;
  private final Map<Path, Path> inputOfOutput = new HashMap<>();
  private final Set<Path> inputs = new HashSet<>();
  private boolean failed;

  Batch(CommandLine line, BatchReport report, Existing existing) {
    this.line = line;
    this.report = report;
    this.existing = existing;
  }

  /**
   * Processes files.
   *
   * @param failures what was to be a file and is not, and why
   * @param progress is told how far it is, and closed
   * @return the exit code
   */
  int run(
      List<BatchFile> files,
      Map<Path, IOException> failures,
      FileAction action,
      Progress progress) {
    failures.forEach((path, failure) -> fail(new BatchFile(path, null), failure));
    files.forEach(file -> inputs.add(BatchFile.identityOf(file.input())));
    try (progress) {
      for (BatchFile file : files) {
        Runnable outcome = outcomeOf(file, action, progress);
        progress.next();
        progress.above(outcome);
      }
    }
    report.finished();
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** Processes a file and returns what tells so. */
  private Runnable outcomeOf(BatchFile file, FileAction action, Progress progress) {
    try {
      claim(file);
      if (Files.exists(file.output()) && existing == Existing.SKIP) {
        return () -> report.skipped(file);
      }
      prepare(file);
      long start = System.nanoTime();
      Result result = action.process(file.input(), file.output(), progress::advance);
      double seconds = (System.nanoTime() - start) * 1e-9;
      return () -> report.done(file, result, seconds);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return () -> fail(file, e);
    }
  }

  /** Makes sure that no image is lost: neither an input nor what was just written. */
  private void claim(BatchFile file) throws IOException {
    Path output = BatchFile.identityOf(file.output());
    if (inputs.contains(output)) {
      throw new IOException(
          "%s: its result would be written over %s; write to another folder with -o"
              .formatted(file.input(), isOwn(file) ? "itself" : "the input " + file.output()));
    }
    Path other = inputOfOutput.putIfAbsent(output, file.input());
    if (other != null) {
      throw new IOException(
          "%s: its result would be written to %s as that of %s is; process them apart"
              .formatted(file.input(), file.output(), other));
    }
  }

  private static boolean isOwn(BatchFile file) {
    return BatchFile.isSame(file.input(), file.output());
  }

  /** Finds out before the work what would fail after it. */
  private void prepare(BatchFile file) throws IOException {
    if (Files.isDirectory(file.output())) {
      throw new IOException(file.output() + ": is a folder, where the result is to be written");
    }
    if (Files.exists(file.output()) && existing == Existing.FAIL) {
      throw new IOException(
          file.output() + ": exists; --overwrite replaces it, --skip-existing leaves it");
    }
    Path folder = file.output().toAbsolutePath().getParent();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent(); // those below it are made for the result
    }
    if (Files.isRegularFile(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /** Writes a result, for which the folders that it lies in are made. */
  static void write(Path output, Picture picture) throws IOException {
    write(output, picture, WriteOptions.forFile(output));
  }

  /** Writes a result with other options than its name alone asks for. */
  static void write(Path output, Picture picture, WriteOptions options) throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    ImageFiles.write(output, picture, options);
  }

  private void fail(BatchFile file, Throwable failure) {
    failed = true;
    String message = Failures.messageOf(failure);
    boolean placed =
        Failures.isPlaced(message, file.input())
            || (file.output() != null && Failures.isPlaced(message, file.output()));
    String full = placed ? message : file.input() + ": " + message;
    Failures.print(failure, full, line);
    report.failed(file, full);
  }
}
