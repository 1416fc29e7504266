package org.selfsame.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.BatchOptions;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.QualityOption;
import org.selfsame.cli.option.Sigma;
import org.selfsame.cli.option.SigmaRange;
import org.selfsame.cli.option.TaskModel;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.NumberText;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.job.FileAction;
import org.selfsame.model.Task;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.restore.ProgressListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes noise from images. */
@Command(
    name = "denoise",
    header = "Remove noise from images.",
    description = {
      "Writes NAME_denoised.EXT beside each image NAME.EXT, with its bit depth, transparency, color"
          + " profile and EXIF. A result is there whole or not at all.",
      "",
      "--model also takes nlm, bm3d or wnnm: classic methods, which need no trained weights.",
      "",
      "Exits with 0 if all went well, 1 if an image failed (the others are done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame denoise photo.jpg",
      "  selfsame denoise scans -o clean --recursive --skip-existing",
      "  selfsame denoise photo.png -o clean.png --sigma 20 --ensemble",
      "  selfsame denoise photo.png --strength 0.7        keeps more detail, and grain",
      "  selfsame denoise large.tif --memory 2g           takes less memory",
      "  selfsame denoise photo.png --model runs/my-model/model.safetensors",
      "  selfsame denoise photo.png --model bm3d"
    })
public final class DenoiseCommand implements Callable<Integer> {
  private static final double LEAST_STRENGTH = 0.1;
  private static final double GREATEST_STRENGTH = 4;

  @Option(
      names = "--sigma",
      defaultValue = "auto",
      converter = Sigma.Converter.class,
      paramLabel = "N|auto",
      description = {
        "Standard deviation of the noise, for samples from 0 to 255; auto estimates and prints it"
            + " for each image."
      })
  private Sigma sigma;

  @Option(
      names = "--strength",
      defaultValue = "1",
      paramLabel = "X",
      description = {
        "From 0.1 to 4: the model is told X times the noise there is. Above 1 it smooths more, below"
            + " 1 it keeps more."
      })
  private double strength;

  @Mixin private BatchOptions batch;

  @Mixin private ModelOptions models;

  @Mixin private QualityOption quality;

  @Mixin HelpOption help;

  /**
   * What the model is told of the noise in an image.
   *
   * @param noise that there is, as asked for or estimated
   * @param told to the model
   */
  private record Level(double noise, boolean estimated, double told) {}

  @Override
  public Integer call() throws IOException {
    if (!(strength >= LEAST_STRENGTH && strength <= GREATEST_STRENGTH)) {
      throw new UsageException(
          "--strength %s: expected %s to %s"
              .formatted(
                  NumberText.level(strength),
                  NumberText.level(LEAST_STRENGTH),
                  NumberText.level(GREATEST_STRENGTH)));
    }
    try (NoiseRemoval removal = removal()) {
      requireFitting(removal.range());
      return batch.run(
          "_denoised",
          (input, output) -> {
            Picture picture = ImageFiles.read(input);
            Level level = levelOf(picture.image(), removal.range(picture.image()));
            return FileAction.Opened.of(
                picture, progress -> denoise(picture, output, level, removal, progress));
          });
    }
  }

  private NoiseRemoval removal() throws IOException {
    Optional<ClassicMethod> classic = models.classicMethod();
    if (classic.isPresent()) {
      requireNoQuality(classic.get());
      return new NoiseRemoval.Classic(classic.get());
    }
    TaskModel<Task.Denoise> gray = load(1);
    try {
      return new NoiseRemoval.OfModels(gray, models.isNamed() ? gray : load(3));
    } catch (IOException | RuntimeException e) {
      gray.close();
      throw e;
    }
  }

  private TaskModel<Task.Denoise> load(int channels) throws IOException {
    return models.load(Task.Denoise.class, "denoises", channels, quality);
  }

  private void requireNoQuality(ClassicMethod method) {
    if (quality.isGiven()) {
      throw new UsageException(
          "--quality %s: %s has one quality; leave it out".formatted(quality.value(), method));
    }
  }

  private void requireFitting(SigmaRange range) {
    if (!sigma.isAuto()) {
      range.require(sigma.value(), ", or --sigma auto");
    }
    if (range.isOneLevel() && strength != 1) {
      throw new UsageException(
          "--strength %s: %s denoises sigma %s only and cannot be told another; leave it out"
              .formatted(
                  NumberText.level(strength), range.name(), NumberText.level(range.lowest())));
    }
  }

  private FileAction.Processed denoise(
      Picture picture, Path output, Level level, NoiseRemoval removal, ProgressListener progress)
      throws IOException {
    Image noisy = picture.image();
    Image restored = removal.denoiser(noisy, progress).denoise(noisy, level.told);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("sigma", rounded(level.told));
    facts.put("sigmaEstimated", level.estimated ? rounded(level.noise) : null);
    facts.putAll(removal.facts(noisy));
    facts.put("width", noisy.width());
    facts.put("height", noisy.height());
    return FileAction.Processed.of(
        new FileAction.Result(note(level, removal.range(noisy)), facts),
        output,
        picture.withImage(restored));
  }

  private Level levelOf(Image noisy, SigmaRange range) {
    boolean estimated = sigma.isAuto() && !range.isOneLevel();
    double noise = range.lowest();
    if (estimated) {
      noise = NoiseLevel.estimate(noisy);
    } else if (!sigma.isAuto()) {
      noise = sigma.value();
    }
    return new Level(noise, estimated, range.nearest(noise * strength));
  }

  private String note(Level level, SigmaRange range) {
    StringBuilder note = new StringBuilder("sigma ");
    if (level.estimated) {
      note.append(String.format(Locale.ROOT, "%.1f estimated", level.noise));
    } else {
      note.append(NumberText.level(level.noise));
    }
    if (level.told != level.noise) {
      note.append(", denoised as ").append(NumberText.level(level.told));
      if (level.told != level.noise * strength) {
        note.append(level.told == range.lowest() ? ", the lowest" : ", the highest");
        note.append(" of the model");
      }
    }
    return note.toString();
  }

  private static double rounded(double sigma) {
    return Math.round(sigma * 100) / 100.0;
  }
}
