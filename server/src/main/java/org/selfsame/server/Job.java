package org.selfsame.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.selfsame.image.FileFormat;

/** An image to restore, and what became of it. */
final class Job extends Entry {
  /** Where a job stands. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    boolean isEnd() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final AtomicLong NUMBERS = new AtomicLong(System.currentTimeMillis() * 1000);

  private final long number;
  private final String imageId;
  private final String imageName;
  private final Asked asked;
  private final FileFormat format;
  private final View view;
  private final CompletableFuture<Job> ended = new CompletableFuture<>();

  private State state = State.QUEUED;
  private long changes;
  private long done;
  private long total;
  private long started;
  private double seconds;
  private Map<String, Object> facts = Map.of();
  private @Nullable Problem problem;

  private Job(
      String id,
      Path folder,
      long number,
      String imageId,
      String imageName,
      Asked asked,
      FileFormat format) {
    super(id, folder);
    this.number = number;
    this.imageId = imageId;
    this.imageName = imageName;
    this.asked = asked;
    this.format = format;
    this.view = new View(result(), folder.resolve("result.view"));
  }

  Job(String id, Path folder, StoredImage image, Asked asked) {
    this(
        id,
        folder,
        NUMBERS.incrementAndGet(),
        image.id(),
        image.name(),
        asked,
        image.resultFormat(asked.format()));
  }

  /** Returns a job that a server before this one has done. */
  static Job of(String id, Path folder, Map<String, Object> record) {
    Map<String, String> options = new LinkedHashMap<>();
    Map<?, ?> given = Json.value(record, "options", Map.class);
    given.forEach((name, text) -> options.put("" + name, "" + text));
    Job job =
        new Job(
            id,
            folder,
            Json.value(record, "number", Number.class).longValue(),
            Json.value(record, "image", String.class),
            Json.value(record, "name", String.class),
            Asked.of(Json.value(record, "task", String.class), options),
            FileFormat.ofExtension(Json.value(record, "format", String.class)).orElseThrow());
    if (!Files.isRegularFile(job.result())) {
      throw new IllegalArgumentException("no result");
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    Map<?, ?> found = Json.value(record, "facts", Map.class);
    found.forEach((name, fact) -> facts.put("" + name, fact));
    job.facts = facts;
    job.seconds = Json.value(record, "seconds", Number.class).doubleValue();
    job.end(State.DONE, null);
    return job;
  }

  @Override
  synchronized Map<String, Object> record() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("kind", "job");
    record.put("number", number);
    record.put("image", imageId);
    record.put("name", imageName);
    record.put("task", asked.task());
    record.put("options", asked.options());
    record.put("format", format.extension());
    record.put("seconds", seconds);
    record.put("facts", facts);
    return record;
  }

  /** Counts up from job to job. */
  long number() {
    return number;
  }

  String imageId() {
    return imageId;
  }

  Asked asked() {
    return asked;
  }

  FileFormat format() {
    return format;
  }

  /** The file of the result, which is whole as soon as it is there. */
  Path result() {
    return folder().resolve("result." + format.extension());
  }

  View view() {
    return view;
  }

  /** Returns the name for the file of the result, after that of the image. */
  String resultName() {
    int dot = imageName.lastIndexOf('.');
    String stem = dot > 0 ? imageName.substring(0, dot) : imageName;
    String suffix =
        switch (asked.task()) {
          case Restoring.Noise.NAME -> "_denoised";
          case Restoring.Blocks.NAME -> "_deblocked";
          default -> "_x" + asked.restoring().scale();
        };
    return stem + suffix + "." + format.extension();
  }

  /** Is completed when the job is done, has failed or was cancelled. */
  CompletableFuture<Job> ended() {
    return ended;
  }

  synchronized State state() {
    return state;
  }

  synchronized @Nullable Problem problem() {
    return problem;
  }

  synchronized double seconds() {
    return seconds;
  }

  /** Begins, unless it was cancelled. */
  synchronized boolean begin() {
    if (state == State.QUEUED) {
      state = State.RUNNING;
      started = System.nanoTime();
      changed();
    }
    return state == State.RUNNING;
  }

  synchronized void progress(long parts, long of) {
    done = parts;
    total = of;
    changed();
  }

  synchronized boolean isCancelled() {
    return state == State.CANCELLED;
  }

  /** Tells what was found out, and how long it took. */
  synchronized void finish(Map<String, Object> found) {
    facts = found;
    seconds = Math.round((System.nanoTime() - started) / 1e6) / 1e3;
  }

  /** Ends, unless it has ended. */
  void end(State end, @Nullable Problem why) {
    synchronized (this) {
      if (state.isEnd()) {
        return;
      }
      state = end;
      problem = why;
      changed();
    }
    ended.complete(this);
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  synchronized long changes() {
    return changes;
  }

  /** Waits for a change after one that is known, but not for long. */
  synchronized void awaitChange(long known, long milliseconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    while (changes == known) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /**
   * Tells about it.
   *
   * @param place its place in the queue, from 1, if it waits
   */
  synchronized Map<String, Object> json(int place) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id());
    json.put("image", imageId);
    json.put("name", imageName);
    json.put("task", asked.task());
    json.put("options", asked.options());
    json.put("state", state.toString());
    if (state == State.QUEUED) {
      json.put("place", place);
    }
    if (state == State.RUNNING) {
      json.put("done", done);
      json.put("total", total);
      if (done > 0) {
        double elapsed = (System.nanoTime() - started) * 1e-9;
        json.put("eta", Math.round(elapsed * (total - done) / done * 10) / 10.0);
      }
    }
    if (state == State.DONE) {
      json.put("seconds", seconds);
      json.put("facts", facts);
      json.put("resultName", resultName());
      json.put("bytes", Files.size(result()));
    }
    if (problem != null) {
      json.put("problem", problem.json());
    }
    return json;
  }
}
