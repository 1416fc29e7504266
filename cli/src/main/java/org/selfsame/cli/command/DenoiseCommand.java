package org.selfsame.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.Method;
import org.selfsame.NoiseTold;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.Sigma;
import org.selfsame.cli.option.SigmaRange;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.EstimateText;
import org.selfsame.cli.print.NumberText;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.task.NoiseRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes noise from images. */
@Command(
    name = "denoise",
    header = "Remove noise from images.",
    description = {
      "Writes NAME_denoised.EXT next to each image NAME.EXT, keeping bit depth, transparency, color"
          + " profile and EXIF. Results are written whole or not at all.",
      "",
      "--model also takes nlm, bm3d or wnnm: classic methods that need no trained weights.",
      "",
      "Exit code: 0 if all went well, 1 if an image failed (the rest are still done), 2 for wrong"
          + " arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame denoise photo.jpg",
      "  selfsame denoise scans -o clean --recursive --skip-existing",
      "  selfsame denoise photo.png -o clean.png --sigma 20 --ensemble",
      "  selfsame denoise photo.png --strength 0.7        keeps more detail, and grain",
      "  selfsame denoise large.tif --memory 2g           uses less memory",
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
        "Standard deviation of the noise, on samples from 0 to 255; auto estimates it for each"
            + " image and prints it, and whether to trust it: it knows white noise, and hardly"
            + " removes what may be texture, or noise that was enlarged or compressed."
      })
  private Sigma sigma;

  @Option(
      names = "--strength",
      defaultValue = "1",
      paramLabel = "X",
      description = {
        "From 0.1 to 4: treat the noise as X times as strong. Above 1 smooths more, below 1 keeps"
            + " more detail."
      })
  private double strength;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

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
    try (Selfsame selfsame = images.open(this::withLevel)) {
      Method gray = images.method(selfsame, "denoise", 1);
      Method color = images.method(selfsame, "denoise", 3);
      requireFitting(
          SigmaRange.of(gray.who(), gray.noise())
              .common(SigmaRange.of(color.who(), color.noise())));
      return images.run(
          selfsame,
          "_denoised",
          (input, picture) -> {
            NoiseRange range = selfsame.method("denoise", picture).noise();
            NoiseTold level = selfsame.noise(picture);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("sigma", rounded(level.told()));
            facts.put("sigmaEstimated", level.estimated() ? rounded(level.noise()) : null);
            facts.put("sigmaTrust", level.estimate().map(e -> e.trust().toString()).orElse(null));
            return new Told(GaussianNoise.of(level.told()), note(level, range), facts);
          });
    }
  }

  private Selfsame.Builder withLevel(Selfsame.Builder builder) {
    return sigma.isAuto()
        ? builder.strength(strength)
        : builder.strength(strength).sigma(sigma.value());
  }

  private void requireFitting(SigmaRange range) {
    if (!sigma.isAuto()) {
      range.require(sigma.value(), ", or --sigma auto");
    }
    if (range.isOneLevel() && strength != 1) {
      throw new UsageException(
          "--strength %s: %s only denoises sigma %s and cannot be told another; leave it out"
              .formatted(
                  NumberText.level(strength), range.name(), NumberText.level(range.lowest())));
    }
  }

  private String note(NoiseTold level, NoiseRange range) {
    StringBuilder note = new StringBuilder("sigma ");
    note.append(
        level.estimate().map(EstimateText::of).orElseGet(() -> NumberText.level(level.noise())));
    if (level.told() != level.noise()) {
      note.append(", denoised as ").append(NumberText.level(level.told()));
      if (level.told() != level.noise() * strength) {
        note.append(
            level.told() == range.lowest() ? ", the model's lowest" : ", the model's highest");
      }
    }
    if (!level.estimate().map(NoiseLevel::isTrusted).orElse(true)) {
      note.append("; give --sigma N, or leave --sigma and --model out");
    }
    return note.toString();
  }

  private static double rounded(double sigma) {
    return Math.round(sigma * 100) / 100.0;
  }
}
