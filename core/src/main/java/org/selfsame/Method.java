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

/** What restores pictures: a model as it is run, or a classic method. */
public sealed interface Method {
  /** Returns what it is called: {@code model denoise-gray}, say. */
  String who();

  /** Returns what it undoes. */
  Task task();

  /** Returns the facts of it for a program, by name: which model, where and how it runs. */
  Map<String, Object> facts();

  /**
   * Returns what undoes a degradation.
   *
   * @throws IllegalArgumentException if it cannot undo it
   */
  Restoration restoration(Degradation degradation, ProgressListener progress);

  /** Tells whether it restores gray images. */
  boolean restoresGray();

  /** Returns what of an image it restores: of equal red, green and blue one, if it can. */
  default Image shown(Image image) {
    return image.isNeutral() && restoresGray()
        ? new Image(image.width(), image.height(), image.plane(0))
        : image;
  }

  /**
   * Returns the noise levels that it knows.
   *
   * @throws IllegalArgumentException if it is told none
   */
  default NoiseRange noise() {
    return task()
        .noise()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is for '%s', and is told no noise level"
                        .formatted(who(), task().description())));
  }

  /**
   * A model as it is run, which belongs to what loaded it.
   *
   * @param turn held while it restores
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

  /** A method without weights, which takes no options. */
  record Classic(ClassicMethod method) implements Method {
    @Override
    public String who() {
      return method.toString();
    }

    @Override
    public Task task() {
      return Task.undoing(GaussianNoise.of(0));
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
