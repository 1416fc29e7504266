package org.selfsame.task;

import java.util.List;
import java.util.stream.LongStream;
import org.selfsame.degradation.CameraExposure;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;

/** Removes the noise of photographs, whatever the camera and JPEG made of it; no level is given. */
public record DenoisePhoto() implements Blind {
  private static final Kind KIND =
      new Kind(
          "denoise-photo",
          "denoises photographs",
          CameraNoise.class,
          Channels.COLOR,
          "noise",
          List.of(CameraNoise.LEVEL));

  /** Photographs of each held-out image in validation. */
  private static final int TRIALS = 4;

  private static final int NOISELESS_ONE_IN = 6;

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

  /**
   * Each patch is a photograph of its own, anywhere in the blocks of its JPEG. Some are gray, and
   * half are of cameras that smooth their noise. One in six has no noise at all, for a network that
   * only ever sees noise takes fine texture for it.
   */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofPairs(
        BLOCK,
        (random, patch) -> {
          boolean gray = random.nextInt(GRAY_ONE_IN) == 0;
          boolean noiseless = random.nextInt(NOISELESS_ONE_IN) == 0;
          PairMaker.Pair pair =
              noiseless
                  ? new PairMaker.Pair(patch, patch)
                  : photograph(new CameraNoise(random.nextLong()), random.nextBoolean(), patch);
          return gray ? new PairMaker.Pair(neutral(pair.degraded()), neutral(pair.clean())) : pair;
        });
  }

  private static PairMaker.Pair photograph(CameraNoise camera, boolean smoothing, Image patch) {
    CameraExposure.Shot shot =
        smoothing ? camera.shootSmoothing(patch, "") : camera.shoot(patch, "");
    return new PairMaker.Pair(shot.noisy(), shot.reference());
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
  public Comparison comparison(Degradation degradation) {
    return Comparison.ofAllChannels("all channels compared with the noiseless photograph");
  }
}
