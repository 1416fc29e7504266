package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.Crop;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.cli.print.NumberText;
import org.selfsame.image.Area;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.job.FileAction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments and the work shared by the commands that restore images. */
final class ImageRestoration {
  private static final int LARGE_MEGAPIXELS = 50;

  @Mixin private BatchOptions batch;

  @Option(
      names = "--crop",
      paramLabel = "WxH+X+Y",
      description = {
        "Restore only a part, to see how it will look: W pixels wide and H high, X from the left and"
            + " Y from the top of the image as it is seen; WxH takes the middle. Writes"
            + " NAME_crop_... beside the image."
      })
  private Crop crop;

  @Mixin private ModelOptions models;

  @Mixin private QualityOption quality;

  /**
   * How to restore an image.
   *
   * @param plan the plan to carry out
   * @param note for people
   * @param facts for programs
   */
  record Told(Plan plan, String note, Map<String, Object> facts) {}

  /** Decides how to restore an image. */
  @FunctionalInterface
  interface Asking {
    Told of(Path input, Picture picture) throws IOException;
  }

  /** Opens the models; {@link #method} loads those of a task. */
  Selfsame open() throws IOException {
    return open(builder -> builder);
  }

  /** Opens the models with additional settings. */
  Selfsame open(UnaryOperator<Selfsame.Builder> further) throws IOException {
    return models.open(quality, further);
  }

  /**
   * Returns the method for a task, so that mistakes show before the work starts.
   *
   * @throws org.selfsame.cli.option.UsageException if the model is for another task, or the options
   *     do not suit it
   */
  Method method(Selfsame selfsame, String kind, int channels) throws IOException {
    return models.asked(() -> selfsame.method(kind, channels));
  }

  /**
   * Checks options, and loads the models that they ask for.
   *
   * @throws org.selfsame.cli.option.UsageException if the options do not suit the models
   */
  void check(Runnable checks) throws IOException {
    models.asked(
        () -> {
          checks.run();
          return null;
        });
  }

  /**
   * Checks that a method covers the level that an option names.
   *
   * @throws org.selfsame.cli.option.UsageException if the method does not cover it
   */
  static void requireLevel(Method method, String option, String level) {
    OptionValue.understood(option, level, text -> method.task().require(text, method.who()));
  }

  /** Restores all images. */
  int run(String suffix, Asking asking) {
    return batch.run(
        crop == null ? "" : "_crop",
        suffix,
        (input, output) -> {
          Picture picture = Picture.read(input);
          Optional<Area> part = part(input, picture);
          Told told = asking.of(input, picture);
          if (part.isEmpty()) {
            Plan.Size size = told.plan.resultSize();
            ImageFiles.requireFitting(output, size.width(), size.height());
          }
          return FileAction.Opened.of(
              picture,
              progress -> {
                if (part.isEmpty()) {
                  announce(input, told.plan);
                }
                Picture restored =
                    part.isEmpty()
                        ? told.plan.restore(progress, () -> false)
                        : told.plan.restorePart(part.get(), progress, () -> false);
                Map<String, Object> facts = new LinkedHashMap<>(told.facts);
                facts.putAll(told.plan.method().facts());
                facts.put("width", restored.image().width());
                facts.put("height", restored.image().height());
                FileAction.Processed processed =
                    FileAction.Processed.of(
                        new FileAction.Result(told.note, facts),
                        output,
                        restored,
                        batch.writing(output));
                return batch.compared(
                    processed, input, part.map(picture::crop).orElse(picture), restored);
              });
        });
  }

  /** Returns the part of the picture that is to be restored; empty for all of it. */
  private Optional<Area> part(Path input, Picture picture) throws IOException {
    if (crop == null) {
      return Optional.empty();
    }
    int width = picture.seenWidth();
    int height = picture.seenHeight();
    Area seen =
        crop.in(width, height)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: nothing of --crop is in it, as it has %dx%d pixels"
                            .formatted(input, width, height)));
    return Optional.of(picture.stored(seen));
  }

  /** Says what a large image takes, before the work. */
  private void announce(Path input, Plan plan) {
    Plan.Size size = plan.resultSize();
    double megapixels = 1e-6 * size.width() * size.height();
    if (megapixels < LARGE_MEGAPIXELS) {
      return;
    }
    Plan.Demand demand = plan.demand();
    batch.remark(
        "%s: %s megapixels take about %s GB of memory and %s"
            .formatted(
                input,
                NumberText.grouped(Math.round(megapixels)),
                NumberText.grouped((long) Math.ceil(demand.bytes() * 1e-9)),
                NumberText.duration(demand.seconds())));
  }
}
