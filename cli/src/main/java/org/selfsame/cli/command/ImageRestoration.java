package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Picture;
import org.selfsame.job.FileAction;
import picocli.CommandLine.Mixin;

/** The arguments and the work that the commands share which restore images. */
final class ImageRestoration {
  @Mixin private BatchOptions batch;

  @Mixin private ModelOptions models;

  @Mixin private QualityOption quality;

  /**
   * What is to be done to an image.
   *
   * @param degradation to undo
   * @param note what to tell a person
   * @param facts what to tell a program
   */
  record Told(Degradation degradation, String note, Map<String, Object> facts) {}

  /** Finds out what is to be done to an image. */
  @FunctionalInterface
  interface Asking {
    Told of(Path input, Picture picture) throws IOException;
  }

  /** Opens the models; those of a task are loaded when {@link #method} asks for them. */
  Selfsame open() throws IOException {
    return open(builder -> builder);
  }

  /** Opens the models, with further settings. */
  Selfsame open(UnaryOperator<Selfsame.Builder> further) throws IOException {
    return models.open(quality, further);
  }

  /**
   * Returns what does a task, so that what is wrong with it is known before the work.
   *
   * @throws org.selfsame.cli.option.UsageException if it is for another task, or the options do not
   *     suit it
   */
  Method method(Selfsame selfsame, String kind, int channels) throws IOException {
    return models.asked(() -> selfsame.method(kind, channels));
  }

  /**
   * Returns what an option asks to undo.
   *
   * @throws org.selfsame.cli.option.UsageException if the method does not cover it
   */
  static Degradation asked(Method method, String option, String level) {
    return OptionValue.understood(option, level, text -> method.task().require(text, method.who()));
  }

  /** Restores all images. */
  int run(Selfsame selfsame, String suffix, Asking asking) {
    return batch.run(
        suffix,
        (input, output) -> {
          Picture picture = Picture.read(input);
          Told told = asking.of(input, picture);
          Plan plan = selfsame.plan(picture, told.degradation);
          return FileAction.Opened.of(
              picture,
              progress -> {
                Picture restored = plan.restore(progress, () -> false);
                Map<String, Object> facts = new LinkedHashMap<>(told.facts);
                facts.putAll(plan.method().facts());
                facts.put("width", restored.image().width());
                facts.put("height", restored.image().height());
                return FileAction.Processed.of(
                    new FileAction.Result(told.note, facts), output, restored);
              });
        });
  }
}
