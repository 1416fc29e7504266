package org.selfsame.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.selfsame.NoiseTold;
import org.selfsame.Selfsame;
import org.selfsame.cli.command.ImageRestoration.Told;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.Sigma;
import org.selfsame.cli.print.EstimateText;
import org.selfsame.cli.print.NumberText;
import org.selfsame.image.Picture;
import org.selfsame.job.Denoising;
import org.selfsame.quality.ImpulseNoise;
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
      "Works on photographs as they are, from a camera or from JPEG files, and on white noise, whose"
          + " level it finds. If you know the level, give it with --sigma.",
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
      "  selfsame denoise scan.png -o clean.png --sigma 20 --ensemble",
      "  selfsame denoise photo.png --strength 0.7        keeps more detail, and grain",
      "  selfsame denoise large.tif --memory 2g           uses less memory",
      "  selfsame denoise photo.png --model runs/my-model/model.safetensors",
      "  selfsame denoise photo.png --model bm3d"
    })
public final class DenoiseCommand implements Callable<Integer> {
  @Option(
      names = "--sigma",
      paramLabel = "N|auto",
      description = {
        "Use a model that takes the noise level: its standard deviation, on samples from 0 to 255;"
            + " auto estimates it for each image, and removes little where the estimate cannot be"
            + " trusted. By default such a model is used where the estimate can be trusted, and"
            + " elsewhere a model for photographs, which needs no level."
      })
  private Sigma sigma;

  @Option(
      names = "--strength",
      defaultValue = "1",
      paramLabel = "X",
      description = {
        "Above 1 smooths more, below 1 keeps more detail, and grain. From 0 (change nothing) to 1.5;"
            + " with --sigma from 0.1 to 4: treat the noise as X times as strong."
      })
  private double strength;

  @Mixin private ImageRestoration images;

  @Mixin HelpOption help;

  @Override
  public Integer call() throws IOException {
    Denoising denoising =
        new Denoising(
            sigma != null,
            sigma == null || sigma.isAuto()
                ? OptionalDouble.empty()
                : OptionalDouble.of(sigma.value()),
            strength);
    try (Selfsame selfsame = images.open()) {
      images.check(() -> denoising.require(selfsame));
      return images.run(
          "_denoised", (input, picture) -> noted(picture, denoising.plan(selfsame, picture)));
    }
  }

  private Told noted(Picture picture, Denoising.Told told) {
    String note =
        told.level()
            .map(level -> note(level, told.plan().method().noise()))
            .orElseGet(() -> "strength " + NumberText.level(strength));
    Optional<ImpulseNoise> specks = ImpulseNoise.in(picture.imageWithoutHiddenColors());
    if (specks.isEmpty()) {
      return new Told(told.plan(), note, told.facts());
    }
    Map<String, Object> facts = new LinkedHashMap<>(told.facts());
    facts.put("saltAndPepper", Math.round(specks.get().share() * 1e4) / 1e4);
    String hint =
        "; black and white specks (salt and pepper, %s %% of the samples) stay: a median filter of another program removes them first"
            .formatted(NumberText.level(100 * specks.get().share()));
    return new Told(told.plan(), note + hint, facts);
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
      note.append("; give --sigma N, or --model denoise-photo");
    }
    return note.toString();
  }
}
