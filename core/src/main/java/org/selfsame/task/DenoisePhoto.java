package org.selfsame.task;

import java.util.List;
import java.util.stream.LongStream;
import org.selfsame.degradation.CameraExposure;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
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
    return (photo, viewer) -> {
      photo.requireGrayOrColor();
      Image restored = viewer.restore(Shown.rgb(photo));
      return photo.channels() == 1 ? mean(restored) : restored;
    };
  }

  private static Image mean(Image rgb) {
    float[] mean = new float[rgb.width() * rgb.height()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (rgb.plane(0)[i] + rgb.plane(1)[i] + rgb.plane(2)[i]) / 3;
    }
    return new Image(rgb.width(), rgb.height(), mean);
  }

  @Override
  public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    return Shown.whole(Shown.rgb(image), 0);
  }

  /** Each patch is a photograph of its own. */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofPairs(
        (random, patch) -> {
          CameraExposure.Shot shot = new CameraNoise(random.nextLong()).shoot(patch, "");
          return new PairMaker.Pair(shot.noisy(), shot.reference());
        });
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
