package org.selfsame.task;

import java.util.List;
import java.util.Optional;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.NetworkConfig;

/**
 * Removes additive white Gaussian noise of a given level.
 *
 * @param sigmaMin the lowest standard deviation trained on, for samples 0 to 255
 * @param sigmaMax the highest standard deviation trained on
 */
public record Denoise(double sigmaMin, double sigmaMax) implements Task {
  private static final Kind KIND =
      new Kind(
          "denoise",
          "denoises",
          GaussianNoise.class,
          Channels.GRAY_OR_COLOR,
          "sigma",
          List.of("15", "25", "50"));

  /**
   * @throws IllegalArgumentException unless {@code 0 <= sigmaMin <= sigmaMax <= 255}
   */
  public Denoise {
    if (!(sigmaMin >= 0 && sigmaMin <= sigmaMax && sigmaMax <= 255)) {
      throw new IllegalArgumentException(
          "noise from sigma %s to %s: expected 0 <= sigmaMin <= sigmaMax <= 255"
              .formatted(sigmaMin, sigmaMax));
    }
  }

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public String description() {
    return sigmaMin == sigmaMax
        ? "denoise, sigma %s".formatted(number(sigmaMin))
        : "denoise, sigma %s to %s".formatted(number(sigmaMin), number(sigmaMax));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  @Override
  public Degradation nearest(Degradation degradation) {
    return GaussianNoise.of(range().nearest(told(degradation)));
  }

  private NoiseRange range() {
    return new NoiseRange(sigmaMin, sigmaMax);
  }

  @Override
  public Optional<NoiseRange> noise() {
    return Optional.of(range());
  }

  @Override
  public double told(Degradation degradation) {
    return ((GaussianNoise) degradation).sigma();
  }

  @Override
  public Degradation parse(String level, long seed, GaussianNoise.Form form) {
    return new GaussianNoise(Double.parseDouble(level), seed, form);
  }

  @Override
  public Task trainedOn(String levels) {
    String[] ends = levels.split("-", 2);
    return new Denoise(Double.parseDouble(ends[0]), Double.parseDouble(ends[ends.length - 1]));
  }

  @Override
  public boolean restoresGray(NetworkConfig network) {
    return network.imageChannels() == 1;
  }

  /** A network for gray images restores color in three parts. */
  @Override
  public Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who) {
    requireFitting(network, who);
    double sigma = told(degradation);
    boolean opponents = color == ColorMode.OPPONENT && coversOpponents(sigma, network);
    return (noisy, viewer) -> {
      if (noisy.channels() == network.imageChannels()) {
        return viewer.restore(noisy, sigma, 0, 1);
      }
      requireColorForGray(noisy, network, who);
      return opponents
          ? GrayForColor.opponent(noisy, sigma, viewer)
          : GrayForColor.eachChannel(noisy, sigma, viewer);
    };
  }

  /**
   * Shows color to a network for gray images as the mean, or as green if the network cannot be told
   * the noise of the mean.
   */
  @Override
  public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    require(Double.toString(sigma), who);
    if (image.channels() == network.imageChannels()) {
      return Shown.whole(image, sigma);
    }
    requireColorForGray(image, network, who);
    return coversOpponents(sigma, network)
        ? new Shown(
            GrayForColor.mean(image),
            "mean of red, green and blue",
            GrayForColor.lowestOpponentSigma(sigma))
        : new Shown(new Image(image.width(), image.height(), image.plane(1)), "green", sigma);
  }

  /** Scaled to [0, 1], opponents have less noise, so only a network that is told the level fits. */
  private boolean coversOpponents(double sigma, NetworkConfig network) {
    return network.noiseChannel() && range().contains(GrayForColor.lowestOpponentSigma(sigma));
  }

  private static void requireColorForGray(Image image, NetworkConfig network, String who) {
    if (image.channels() != 3 || network.imageChannels() != 1) {
      throw new IllegalArgumentException(
          "image of %d channels: %s expects %d"
              .formatted(image.channels(), who, network.imageChannels()));
    }
  }

  /** Draws the level uniformly. */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofPatches(
        (random, samples, offset, side, channels) -> {
          double told = sigmaMin + random.nextDouble() * (sigmaMax - sigmaMin);
          float sigma = (float) (told / 255);
          for (int i = offset; i < offset + channels * side * side; i++) {
            float noisy = samples[i] + sigma * (float) random.nextGaussian();
            samples[i] =
                form == GaussianNoise.Form.FLOAT
                    ? noisy
                    : SampleFormat.UINT8.quantize(noisy) / 255f;
          }
          return told;
        });
  }

  @Override
  public Comparison comparison(Degradation degradation) {
    return Comparison.ofAllChannels("all channels compared");
  }
}
