package org.selfsame.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds noise of a known strength, to try a denoiser on. */
@Command(
    name = "noise",
    header = "Add Gaussian noise to images, to try denoising on.",
    description =
        "The noise is the same each time for the same seed and name of the image. It is clipped and"
            + " rounded as the format of the result asks; a float TIFF keeps it as it is.",
    sortOptions = false)
final class NoiseCommand implements Callable<Integer> {
  @Option(
      names = "--sigma",
      required = true,
      paramLabel = "N",
      description = "Standard deviation of the noise, for samples from 0 to 255.")
  private double sigma;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Chooses the noise, a whole number (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private BatchOptions batch;

  @Mixin HelpOption help;

  @Override
  public Integer call() {
    GaussianNoise noise = noise();
    return batch.run("_noisy", (input, output, progress) -> addNoise(input, output, noise));
  }

  private GaussianNoise noise() {
    try {
      return new GaussianNoise(sigma, seed, GaussianNoise.Form.FLOAT);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  private FileAction.Result addNoise(Path input, Path output, GaussianNoise noise)
      throws IOException {
    Picture picture = ImageFiles.read(input);
    String name = input.getFileName().toString();
    Batch.write(output, picture.withImage(noise.degrade(picture.image(), name)));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("sigma", sigma);
    facts.put("seed", seed);
    String plainSigma = BigDecimal.valueOf(sigma).stripTrailingZeros().toPlainString();
    return new FileAction.Result("sigma %s, seed %d".formatted(plainSigma, seed), facts);
  }
}
