package org.selfsame.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;

/** The restoring of an image for a job. */
final class JobWork implements Work {
  private final Job job;
  private final StoredImage image;
  private final Selfsame selfsame;
  private final boolean large;
  private final Listener listener;

  private Restoring.@Nullable Planned planned;
  private @Nullable Picture restored;

  /** Learns of ends. */
  @FunctionalInterface
  interface Listener {
    void ended(Job job, StoredImage image);
  }

  JobWork(Job job, StoredImage image, Selfsame selfsame, boolean large, Listener listener) {
    this.job = job;
    this.image = image;
    this.selfsame = selfsame;
    this.large = large;
    this.listener = listener;
  }

  Job job() {
    return job;
  }

  @Override
  public boolean isLarge() {
    return large;
  }

  /** A step, which may fail. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) {
    if (job.state().isEnd()) {
      return;
    }
    try {
      step.run();
    } catch (CancellationException e) {
      job.end(Job.State.CANCELLED, null);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      job.end(Job.State.FAILED, Problem.of(e, image.file(), image.name()));
    }
  }

  @Override
  public void read() {
    attempt(
        () -> {
          Picture picture = Picture.read(image.file());
          planned = job.asked().restoring().plan(selfsame, picture);
          image.recipes.put(job.asked(), Asked.Recipe.of(planned.plan()));
          Plan.Size size = planned.plan().resultSize();
          ImageFiles.requireBands(job.result(), picture);
          ImageFiles.requireFitting(job.result(), size.width(), size.height());
        });
  }

  @Override
  public void compute() {
    attempt(
        () -> {
          if (planned != null && job.begin()) {
            restored = planned.plan().restore(job::progress, job::isCancelled);
          }
        });
  }

  @Override
  public void finish() {
    attempt(
        () -> {
          if (planned == null || restored == null) {
            return;
          }
          ImageFiles.write(job.result(), restored, WriteOptions.of(job.format()));
          Map<String, Object> facts = new LinkedHashMap<>(planned.facts());
          facts.putAll(planned.plan().method().facts());
          facts.put("width", restored.image().width());
          facts.put("height", restored.image().height());
          job.finish(facts);
          job.writeRecord();
          job.end(Job.State.DONE, null);
        });
    planned = null;
    restored = null;
    listener.ended(job, image);
  }

  @Override
  public void drop() {
    job.end(Job.State.CANCELLED, null);
  }
}
