package org.selfsame;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Lock;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.Restorer;
import org.selfsame.task.NoiseRange;
import org.selfsame.task.Task;

/** A way to restore pictures: a model with its options, or a classic method. */
public sealed interface Method {
  /** Returns its name for messages, such as {@code model denoise-gray}. */
  String who();

  /** Returns its task. */
  Task task();

  /** Returns facts for a program, by name: the model, its device, and how it runs. */
  Map<String, Object> facts();

  /**
   * Returns a restoration that undoes a degradation.
   *
   * @throws IllegalArgumentException if this method cannot undo it
   */
  Restoration restoration(Degradation degradation, ProgressListener progress);

  /**
   * Estimates the memory that it works in, in bytes, besides the image and its result.
   *
   * @param pixels of the result
   */
  long workingBytes(long pixels);

  /** Returns whether it restores gray images. */
  boolean restoresGray();

  /**
   * Returns the image to restore: one channel if red, green and blue are equal and it restores gray
   * images.
   */
  default Image shown(Image image) {
    return image.isNeutral() && restoresGray()
        ? new Image(image.width(), image.height(), image.plane(0))
        : image;
  }

  /**
   * Returns the noise levels that it can be told.
   *
   * @throws IllegalArgumentException if it takes no noise level
   */
  default NoiseRange noise() {
    return task()
        .noise()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is for '%s', and takes no noise level"
                        .formatted(who(), task().description())));
  }

  /**
   * A model with its options. Whoever loaded it closes it.
   *
   * @param turn a lock held while it restores
   */
  record OfModel(Restorer restorer, Lock turn) implements Method {
    @Override
    public String who() {
      return "model " + restorer.model().name();
    }

    @Override
    public Task task() {
      return restorer.model().task();
    }

    @Override
    public long workingBytes(long pixels) {
      return restorer.workingBytes(pixels);
    }

    @Override
    public boolean restoresGray() {
      return task().restoresGray(restorer.model().network().config());
    }

    @Override
    public Map<String, Object> facts() {
      Map<String, Object> facts = new LinkedHashMap<>();
      Model model = restorer.model();
      facts.put("model", model.name());
      facts.put("device", model.network().parameters().device().toString());
      facts.put("precision", restorer.options().precision().toString());
      facts.put("protocol", restorer.options().protocol().toString());
      return facts;
    }

    @Override
    public Restoration restoration(Degradation degradation, ProgressListener progress) {
      Restoration restoration = restorer.telling(progress).restoration(degradation);
      return degraded -> {
        try {
          turn.lockInterruptibly();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CancellationException("restoration was cancelled");
        }
        try {
          return restoration.restore(degraded);
        } finally {
          turn.unlock();
        }
      };
    }
  }

  /** A method without weights or options. */
  record Classic(ClassicMethod method) implements Method {
    @Override
    public String who() {
      return method.toString();
    }

    @Override
    public Task task() {
      return Task.undoing(GaussianNoise.of(0));
    }

    /** A classic method adds up patches in planes as large as the image. */
    @Override
    public long workingBytes(long pixels) {
      return 2 * Float.BYTES * pixels;
    }

    @Override
    public boolean restoresGray() {
      return true;
    }

    @Override
    public Map<String, Object> facts() {
      return Map.of("model", method.toString());
    }

    @Override
    public Restoration restoration(Degradation degradation, ProgressListener progress) {
      task().require(degradation, who());
      return method.denoiser(task().told(degradation));
    }
  }
}
