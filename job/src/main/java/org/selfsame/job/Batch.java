package org.selfsame.job;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.selfsame.image.ImageFiles;
import org.selfsame.job.FileAction.Opened;
import org.selfsame.job.FileAction.Processed;
import org.selfsame.job.FileAction.Result;
import org.selfsame.restore.ProgressListener;

/**
 * Processes files in order: while one is restored, the next is read and the one before is written.
 * A file that fails does not stop the others.
 *
 * @param files the inputs and outputs
 * @param existing what to do when an output exists
 */
public record Batch(List<BatchFile> files, Existing existing) {
  /** What to do when an output exists. */
  public enum Existing {
    /** The file fails. */
    FAIL,
    /** The output is replaced. */
    OVERWRITE,
    /** The output is replaced if it was written here; a file that merely has its name is not. */
    OVERWRITE_RESULTS,
    /** The file is skipped. */
    SKIP
  }

  /** An image that takes more than this part of Java's memory is not held beside others. */
  private static final int LARGE_PART = 16;

  /** Copies the list of files. */
  public Batch {
    files = List.copyOf(files);
  }

  /**
   * Processes the files, and returns when they are done. After an interrupt of the calling thread,
   * files already restored are still written, and the rest fail as cancelled.
   *
   * @throws Error if a step throws one, except when memory runs out
   */
  public void run(FileAction action, BatchListener listener) {
    long largeSamples = Runtime.getRuntime().maxMemory() / LARGE_PART / Float.BYTES;
    new Pipeline(largeSamples).run(new Run(action, listener).jobs());
  }

  /** A run of the batch, which remembers what it has written. */
  private final class Run {
    private final FileAction action;
    private final BatchListener listener;
    private final Set<Path> inputs;
    private final Map<Path, Path> inputOfOutput = new HashMap<>();

    Run(FileAction action, BatchListener listener) {
      this.action = action;
      this.listener = listener;
      inputs =
          files.stream()
              .map(file -> BatchFile.identityOf(file.input()))
              .collect(Collectors.toSet());
    }

    List<Job> jobs() {
      return IntStream.range(0, files.size()).mapToObj(Job::new).toList();
    }

    /** One step of a file. */
    @FunctionalInterface
    private interface Step {
      void run() throws IOException;
    }

    /** A file on its way through the steps, one after the other. */
    private final class Job implements Pipeline.Job {
      private final BatchFile file;
      private final ProgressListener progress;
      private Opened opened;
      private Processed processed;
      private long nanoseconds;

      /** Reports what became of the file; null while that is open. */
      private Runnable outcome;

      Job(int index) {
        file = files.get(index);
        progress = listener.part(index, files.size());
      }

      @Override
      public void begin() {
        attempt(
            () -> {
              claim(file);
              if (Files.exists(file.output()) && existing == Existing.SKIP) {
                outcome = () -> listener.skipped(file);
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
              processed = opened.processing().process(progress);
            });
        opened = null; // frees its memory
        progress.progress(1, 1);
      }

      @Override
      public void finish() {
        attempt(
            () -> {
              processed.writing().write();
              Result result = processed.result();
              outcome = () -> listener.done(file, result, nanoseconds * 1e-9);
            });
        processed = null;
        outcome.run();
      }

      @Override
      public long size() {
        if (processed != null) {
          return processed.samples();
        }
        return opened == null ? 0 : opened.samples();
      }

      /** Runs a step, unless the file's outcome is already known. */
      private void attempt(Step step) {
        if (outcome != null) {
          return;
        }
        long start = System.nanoTime();
        try {
          step.run();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          outcome = () -> listener.failed(file, e);
        }
        nanoseconds += System.nanoTime() - start;
      }
    }

    /** Makes sure that nothing overwrites an input, or a result that was just written. */
    private void claim(BatchFile file) throws IOException {
      Path output = BatchFile.identityOf(file.output());
      if (inputs.contains(output)) {
        throw new Failure.KnownException(
            Failure.Kind.OVER_INPUT,
            "%s: its result would overwrite %s"
                .formatted(file.input(), isOwn(file) ? "itself" : "the input " + file.output()));
      }
      Path other = inputOfOutput.putIfAbsent(output, file.input());
      if (other != null) {
        throw new IOException(
            "%s: its result would overwrite %s, the result of %s; process the two separately"
                .formatted(file.input(), file.output(), other));
      }
    }

    private static boolean isOwn(BatchFile file) {
      return BatchFile.isSame(file.input(), file.output());
    }

    /** Checks before the work what would otherwise fail after it. */
    private void prepare(BatchFile file) throws IOException {
      if (Files.isDirectory(file.output())) {
        throw new IOException(file.output() + ": is a folder; give the result another name");
      }
      if (Files.exists(file.output()) && existing == Existing.FAIL) {
        throw new Failure.KnownException(
            Failure.Kind.OUTPUT_EXISTS, file.output() + ": already exists");
      }
      if (Files.exists(file.output())
          && existing == Existing.OVERWRITE_RESULTS
          && !ImageFiles.isWrittenHere(file.output())) {
        throw new IOException(
            "%s: exists, and is not a result of this program; rename it, or give -o"
                .formatted(file.output()));
      }
      Path folder = file.output().toAbsolutePath().getParent();
      while (!Files.exists(folder) && folder.getParent() != null) {
        folder = folder.getParent(); // writing the result creates the folders below
      }
      if (Files.isRegularFile(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      if (!Files.isWritable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
      try {
        Files.readAttributes(file.output(), BasicFileAttributes.class);
      } catch (NoSuchFileException e) {
        // Nothing is there, and the name is one that can be.
      } catch (FileSystemException e) {
        throw new IOException(
            "%s: cannot be written (%s); give the result another name"
                .formatted(file.output(), e.getReason()),
            e);
      }
    }
  }
}
