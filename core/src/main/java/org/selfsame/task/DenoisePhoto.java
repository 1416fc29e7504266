package org.selfsame.task;

import java.util.List;
import java.util.stream.LongStream;
import org.selfsame.degradation.CameraExposure;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.network.NetworkConfig;

/**
 * Removes the noise of photographs, whatever the camera and JPEG made of it; no level is given. The
 * network restores color. A gray image goes in as three equal channels, and the mean of the result
 * comes out.
 */
public record DenoisePhoto() implements Task {
  private static final Kind KIND =
      new Kind(
          "denoise-photo",
          "denoises photographs",
          CameraNoise.class,
          Channels.COLOR,
          "noise",
          List.of(CameraNoise.LEVEL));

  /** Side of the squares that JPEG compresses where color has half the size. */
  private static final int BLOCK = 16;

  /** Of so many patches one is gray. */
  private static final int GRAY_ONE_IN = 8;

  /** Photographs of each held-out image in validation. */
  private static final int TRIALS = 4;

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public String description() {
    return "denoise photographs, whatever the noise";
  }

  @Override
  public Degradation parse(String level, long seed, GaussianNoise.Form form) {
    if (!level.equals(CameraNoise.LEVEL)) {
      throw new IllegalArgumentException(
          "level '%s': expected %s".formatted(level, CameraNoise.LEVEL));
    }
    return new CameraNoise(seed);
  }

  @Override
  public Task trainedOn(String levels) {
    return this;
  }

  @Override
  public Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who) {
    requireFitting(network, who);
    return new ColorForGray();
  }

  @Override
  public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    return Shown.whole(Shown.rgb(image), 0);
  }

  /** Each patch is a photograph of its own, anywhere in the blocks of its JPEG; some are gray. */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofPairs(
        BLOCK,
        (random, patch) -> {
          boolean gray = random.nextInt(GRAY_ONE_IN) == 0;
          CameraExposure.Shot shot = new CameraNoise(random.nextLong()).shoot(patch, "");
          return gray
              ? new PairMaker.Pair(neutral(shot.noisy()), neutral(shot.reference()))
              : new PairMaker.Pair(shot.noisy(), shot.reference());
        });
  }

  private static Image neutral(Image image) {
    return Shown.rgb(Luminance.gray(image));
  }

  @Override
  public List<Degradation> trials(List<Double> levels, long seed, GaussianNoise.Form form) {
    if (!levels.isEmpty()) {
      throw new IllegalArgumentException("expected []: the noise of photographs has no levels");
    }
    return LongStream.range(seed, seed + TRIALS).<Degradation>mapToObj(CameraNoise::new).toList();
  }

  @Override
  public int patchMargin() {
    return BLOCK - 1;
  }

  @Override
  public Comparison comparison(Degradation degradation) {
    return Comparison.ofAllChannels("all channels compared with the noiseless photograph");
  }
}
