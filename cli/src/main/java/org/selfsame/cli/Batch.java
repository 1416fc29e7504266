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
import java.util.concurrent.CancellationException;
import org.selfsame.cli.FileAction.Opened;
import org.selfsame.cli.FileAction.Processed;
import org.selfsame.cli.FileAction.Processing;
import org.selfsame.cli.FileAction.Result;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * Processes files in their order, of which one is read and one written while another is restored;
 * one that fails does not keep the others from it.
 */
final class Batch {
  /** What is done when an output exists. */
  enum Existing {
    FAIL,
    OVERWRITE,
    SKIP
  }

  /** Beyond this part of Java's memory, an image is not held beside others. */
  private static final int LARGE_PART = 16;

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
    long largeSamples = Runtime.getRuntime().maxMemory() / LARGE_PART / Float.BYTES;
    try (progress) {
      new Pipeline(largeSamples)
          .run(files.stream().map(file -> new Job(file, action, progress)).toList());
    }
    report.finished();
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** A step of a file's way. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** A file on its way through the steps; of two steps, each is done after the one before. */
  private final class Job implements Pipeline.Job {
    private final BatchFile file;
    private final FileAction action;
    private final Progress progress;
    private Opened opened;
    private Processed processed;
    private long nanoseconds;

    /** Tells what became of the file, once that is known. */
    private Runnable outcome;

    Job(BatchFile file, FileAction action, Progress progress) {
      this.file = file;
      this.action = action;
      this.progress = progress;
    }

    @Override
    public void begin() {
      attempt(
          () -> {
            claim(file);
            if (Files.exists(file.output()) && existing == Existing.SKIP) {
              outcome = () -> report.skipped(file);
              return;
            }
            prepare(file);
            opened = action.open(file.input(), file.output());
          });
    }

    @Override
    public void work() {
      attempt(
          () -> {
            if (opened == null || Thread.currentThread().isInterrupted()) {
              throw new CancellationException("cancelled");
            }
            processed = opened.processing().process(progress::advance);
          });
      opened = null; // its memory is for others now
      progress.next();
    }

    @Override
    public void finish() {
      attempt(
          () -> {
            processed.writing().write();
            Result result = processed.result();
            outcome = () -> report.done(file, result, nanoseconds * 1e-9);
          });
      processed = null;
      progress.above(outcome);
    }

    @Override
    public long size() {
      if (processed != null) {
        return processed.samples();
      }
      return opened == null ? 0 : opened.samples();
    }

    /** Does a step, unless it is known already what became of the file. */
    private void attempt(Step step) {
      if (outcome != null) {
        return;
      }
      long start = System.nanoTime();
      try {
        step.run();
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        outcome = () -> fail(file, e);
      }
      nanoseconds += System.nanoTime() - start;
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

  /** Returns a picture that was read, and what makes the result of it. */
  static Opened opened(Picture picture, Processing processing) {
    return new Opened(samples(picture), processing);
  }

  /** Returns a result and what writes it, for which the folders that it lies in are made. */
  static Processed processed(Result result, Path output, Picture picture) throws IOException {
    return processed(result, output, picture, WriteOptions.forFile(output));
  }

  /** Returns a result that is written with other options than its name alone asks for. */
  static Processed processed(Result result, Path output, Picture picture, WriteOptions options) {
    return new Processed(
        result,
        samples(picture),
        () -> {
          Files.createDirectories(output.toAbsolutePath().getParent());
          ImageFiles.write(output, picture, options);
        });
  }

  private static long samples(Picture picture) {
    Image image = picture.image();
    int planes = image.channels() + (picture.alpha().isPresent() ? 1 : 0);
    return (long) planes * image.width() * image.height();
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
