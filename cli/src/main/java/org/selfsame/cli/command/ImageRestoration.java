package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.Crop;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.NumberText;
import org.selfsame.image.Area;
import org.selfsame.image.FileFormat;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.PagedTiff;
import org.selfsame.image.Pages;
import org.selfsame.image.Picture;
import org.selfsame.image.SensorMosaic;
import org.selfsame.job.FileAction;
import org.selfsame.restore.ProgressListener;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments and the work shared by the commands that restore images. */
final class ImageRestoration {
  private static final int MOST_NOTES = 3;
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

  @Option(
      names = "--page",
      paramLabel = "N",
      description =
          "Of images with several pages (TIFF), take only page N, counted from 1. By default all.")
  private Integer page;

  /**
   * How to restore an image.
   *
   * @param plan the plan to carry out
   * @param finishing what becomes of its result
   * @param note for people
   * @param facts for programs
   */
  record Told(Plan plan, UnaryOperator<Picture> finishing, String note, Map<String, Object> facts) {
    /** Leaves the plan's result as it is. */
    Told(Plan plan, String note, Map<String, Object> facts) {
      this(plan, UnaryOperator.identity(), note, facts);
    }

    Picture restore(Optional<Area> part, ProgressListener progress) {
      return finishing.apply(
          part.isEmpty()
              ? plan.restore(progress, () -> false)
              : plan.restorePart(part.get(), progress, () -> false));
    }

    Map<String, Object> facts(Picture restored) {
      Map<String, Object> all = new LinkedHashMap<>(facts);
      all.putAll(plan.method().facts());
      all.put("width", restored.image().width());
      all.put("height", restored.image().height());
      return all;
    }
  }

  /** Decides how to restore an image. */
  @FunctionalInterface
  interface Asking {
    Told of(Path input, Picture picture) throws IOException;
  }

  /** Decides how to restore a mosaic. */
  @FunctionalInterface
  interface AskingOfMosaic {
    Told of(Path input, SensorMosaic mosaic) throws IOException;
  }

  /** Reads a page of a file, counted from 0, and decides how to restore it. */
  @FunctionalInterface
  private interface Reading {
    Told of(Path input, Pages pages, int index) throws IOException;
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
    return run(suffix, (input, pages, index) -> withBands(asking, input, pages.read(index)));
  }

  /** Restores all mosaics, those of raw files as well. */
  int runMosaics(String suffix, AskingOfMosaic asking) {
    return run(suffix, (input, pages, index) -> asking.of(input, pages.mosaic(index)));
  }

  /** Each band is a picture by itself. */
  private static Told withBands(Asking asking, Path input, Picture picture) throws IOException {
    Told told = asking.of(input, picture);
    List<Plan> bands = new ArrayList<>();
    for (Picture band : picture.bands()) {
      bands.add(asking.of(input, band).plan);
    }
    return new Told(told.plan.withBands(bands), told.finishing, told.note, told.facts);
  }

  private int run(String suffix, Reading reading) {
    if (page != null && page < 1) {
      throw new UsageException("--page %d: pages are counted from 1".formatted(page));
    }
    return batch.run(
        crop == null ? "" : "_crop",
        suffix,
        (input, output) -> {
          Pages pages = ImageFiles.pages(input);
          if (page != null && page > pages.count()) {
            throw new IOException(
                "%s: there is no page %d: its pages are 1 to %d"
                    .formatted(input, page, pages.count()));
          }
          if (page == null && pages.count() > 1) {
            requirePaged(input, output, pages);
            return allPages(input, output, pages, reading);
          }
          Told told = reading.of(input, pages, page == null ? 0 : page - 1);
          Picture picture = told.plan.picture();
          Optional<Area> part = part(input, picture);
          requireFitting(output, told.plan, part);
          return FileAction.Opened.of(
              picture,
              progress -> {
                if (part.isEmpty()) {
                  announce(input, told.plan);
                }
                Picture restored = told.restore(part, progress);
                FileAction.Processed processed =
                    FileAction.Processed.of(
                        new FileAction.Result(told.note, told.facts(restored)),
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

  private static void requireFitting(Path output, Plan plan, Optional<Area> part)
      throws IOException {
    ImageFiles.requireBands(output, plan.picture());
    if (part.isEmpty()) {
      Plan.Size size = plan.resultSize();
      ImageFiles.requireFitting(output, size.width(), size.height());
    }
  }

  private static void requirePaged(Path input, Path output, Pages pages) throws IOException {
    if (!FileFormat.ofFile(output).equals(Optional.of(FileFormat.TIFF))) {
      throw new IOException(
          "%s: it has %d pages, and %s can hold one. Write a TIFF (--format tiff), or take one with --page"
              .formatted(input, pages.count(), output.getFileName()));
    }
  }

  /** Restores one page after the other, so that only one is in memory, beside compressed ones. */
  private FileAction.Opened allPages(Path input, Path output, Pages pages, Reading reading)
      throws IOException {
    Told first = reading.of(input, pages, 0);
    return FileAction.Opened.of(
        first.plan.picture(),
        progress -> {
          PagedTiff restored = new PagedTiff(batch.writing(output));
          Map<String, Object> facts = new LinkedHashMap<>();
          Set<String> notes = new LinkedHashSet<>();
          for (int i = 0; i < pages.count(); i++) {
            int before = i;
            Told told = i == 0 ? first : reading.of(input, pages, i);
            Picture page =
                told.restore(
                    part(input, told.plan.picture()),
                    (done, total) ->
                        progress.progress(before * total + done, pages.count() * total));
            restored.add(page);
            notes.add(told.note);
            told.facts(page).forEach(facts::putIfAbsent);
          }
          facts.put("pages", pages.count());
          String note = "%d pages: %s".formatted(pages.count(), shortened(notes));
          return FileAction.Processed.of(new FileAction.Result(note, facts), output, restored);
        });
  }

  private static String shortened(Set<String> notes) {
    String some = notes.stream().limit(MOST_NOTES).collect(Collectors.joining("; "));
    return notes.size() > MOST_NOTES ? some + "; and others" : some;
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
