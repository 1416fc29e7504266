package org.selfsame.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.cli.option.SigmaRange;
import org.selfsame.cli.option.TaskModel;
import org.selfsame.image.Denoiser;
import org.selfsame.image.Image;
import org.selfsame.model.Task;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.ProgressListener;

/** What removes noise: models, or a method that needs none. */
interface NoiseRemoval extends AutoCloseable {
  /** Returns the levels it can be told of an image. */
  SigmaRange range(Image noisy);

  /** Returns the levels it can be told of any image. */
  SigmaRange range();

  /** Returns what removes noise from an image and tells how much of it is done. */
  Denoiser denoiser(Image noisy, ProgressListener progress);

  /** Returns what is to tell to a program about how an image's noise is removed. */
  Map<String, Object> facts(Image noisy);

  @Override
  void close();

  /**
   * Models, which are closed with it.
   *
   * @param gray for gray images
   * @param color for color images; it may be the same
   */
  record OfModels(TaskModel<Task.Denoise> gray, TaskModel<Task.Denoise> color)
      implements NoiseRemoval {

    private TaskModel<Task.Denoise> model(Image noisy) {
      return noisy.channels() == 1 ? gray : color;
    }

    private static SigmaRange range(TaskModel<Task.Denoise> model) {
      return SigmaRange.of(model.model(), model.task());
    }

    @Override
    public SigmaRange range(Image noisy) {
      return range(model(noisy));
    }

    @Override
    public SigmaRange range() {
      return range(gray).common(range(color));
    }

    @Override
    public Denoiser denoiser(Image noisy, ProgressListener progress) {
      return model(noisy).restorer(progress);
    }

    @Override
    public Map<String, Object> facts(Image noisy) {
      return model(noisy).facts();
    }

    @Override
    public void close() {
      gray.close();
      if (!color.equals(gray)) {
        color.close();
      }
    }
  }

  /** A classic method, which takes no options of a network. */
  record Classic(ClassicMethod method) implements NoiseRemoval {
    private static final double HIGHEST = 255;

    @Override
    public SigmaRange range(Image noisy) {
      return range();
    }

    @Override
    public SigmaRange range() {
      return new SigmaRange(method.toString(), 0, HIGHEST);
    }

    @Override
    public Denoiser denoiser(Image noisy, ProgressListener progress) {
      return method;
    }

    @Override
    public Map<String, Object> facts(Image noisy) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("model", method.toString());
      return facts;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
