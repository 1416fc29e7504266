package org.selfsame.job;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
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
import org.selfsame.job.FileAction.Opened;
import org.selfsame.job.FileAction.Processed;
import org.selfsame.job.FileAction.Result;
import org.selfsame.restore.ProgressListener;

/**
 * Processes files in their order, of which one is read and one written while another is restored;
 * one that fails does not keep the others from it.
 *
 * @param files what is read and what is written
 * @param existing what is done when an output exists
 */
public record Batch(List<BatchFile> files, Existing existing) {
  /** What is done when an output exists. */
  public enum Existing {
    /** The file fails. */
    FAIL,
    /** The output is replaced. */
    OVERWRITE,
    /** The file is left out. */
    SKIP
  }

  /** Beyond this part of Java's memory, an image is not held beside others. */
  private static final int LARGE_PART = 16;

  /** Keeps the files. */
  public Batch {
    files = List.copyOf(files);
  }

  /**
   * Processes the files, and returns when they are done. After an interrupt of the calling thread,
   * what is restored is still written, and the others fail as cancelled.
   *
   * @throws Error other than of memory, if a step throws one
   */
  public void run(FileAction action, BatchListener listener) {
    long largeSamples = Runtime.getRuntime().maxMemory() / LARGE_PART / Float.BYTES;
    new Pipeline(largeSamples).run(new Run(action, listener).jobs());
  }

  /** A run of the batch, which knows what it has written. */
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

    /** A step of a file's way. */
    @FunctionalInterface
    private interface Step {
      void run() throws IOException;
    }

    /** A file on its way through the steps; of two steps, each is done after the one before. */
    private final class Job implements Pipeline.Job {
      private final BatchFile file;
      private final ProgressListener progress;
      private Opened opened;
      private Processed processed;
      private long nanoseconds;

      /** Tells what became of the file, once that is known. */
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
        opened = null; // its memory is for others now
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

      /** Does a step, unless it is known already what became of the file. */
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

    /** Makes sure that no image is lost: neither an input nor what was just written. */
    private void claim(BatchFile file) throws IOException {
      Path output = BatchFile.identityOf(file.output());
      if (inputs.contains(output)) {
        throw new Failure.KnownException(
            Failure.Kind.OVER_INPUT,
            "%s: its result would be written over %s"
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
        throw new Failure.KnownException(Failure.Kind.OUTPUT_EXISTS, file.output() + ": exists");
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
      try {
        Files.readAttributes(file.output(), BasicFileAttributes.class);
      } catch (NoSuchFileException e) {
        // Nothing is there, and the name is one that can be.
      }
    }
  }
}
