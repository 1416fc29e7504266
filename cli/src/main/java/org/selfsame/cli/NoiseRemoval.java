package org.selfsame.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.selfsame.image.Denoiser;
import org.selfsame.model.Task;
import org.selfsame.nonlocal.classic.ClassicMethod;

/** What removes noise: a model, or a method that needs none. */
interface NoiseRemoval extends AutoCloseable {
  /** Returns the levels it can be told. */
  SigmaRange range();

  /** Returns what removes noise and tells which part of an image is done, from 0 to 1. */
  Denoiser denoiser(DoubleConsumer progress);

  /** Returns what is to tell to a program about how it is run. */
  Map<String, Object> facts();

  @Override
  void close();

  /** A model, which is closed with it. */
  record OfModel(TaskModel<Task.Denoise> model) implements NoiseRemoval {
    @Override
    public SigmaRange range() {
      return SigmaRange.of(model.model(), model.task());
    }

    @Override
    public Denoiser denoiser(DoubleConsumer progress) {
      return model.restorer(progress);
    }

    @Override
    public Map<String, Object> facts() {
      return model.facts();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** A classic method, which takes no options of a network. */
  record Classic(ClassicMethod method) implements NoiseRemoval {
    private static final double HIGHEST = 255;

    @Override
    public SigmaRange range() {
      return new SigmaRange(method.toString(), 0, HIGHEST);
    }

    @Override
    public Denoiser denoiser(DoubleConsumer progress) {
      return method;
    }

    @Override
    public Map<String, Object> facts() {
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
