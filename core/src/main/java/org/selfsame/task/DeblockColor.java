package org.selfsame.task;

import java.util.List;
import org.selfsame.degradation.AnyJpeg;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.network.NetworkConfig;

/**
 * Removing the artifacts of JPEG compression from color images, whatever was done to the file:
 * nobody tells its quality. A gray image is shown as three equal channels, and their mean is the
 * result.
 */
public record DeblockColor() implements Task {
  private static final Kind KIND =
      new Kind(
          "deblock-color",
          "deblocks color",
          JpegCompression.class,
          Channels.COLOR,
          "quality",
          List.of("10", "20", "30", "40"));

  /** Side of the squares that JPEG compresses where color has half the size. */
  private static final int BLOCK = 16;

  /** Of so many patches one is gray. */
  private static final int GRAY_ONE_IN = 8;

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public String description() {
    return "deblock color, JPEG of any quality";
  }

  @Override
  public boolean undoes(Degradation degradation) {
    return degradation instanceof JpegCompression || degradation instanceof AnyJpeg;
  }

  @Override
  public Degradation parse(String level, long seed, GaussianNoise.Form form) {
    return level.equals(AnyJpeg.LEVEL)
        ? new AnyJpeg(seed)
        : new JpegCompression(Integer.parseInt(level));
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

  /** Each patch is from a file of its own, anywhere in its blocks. */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofPairs(
        BLOCK,
        (random, patch) -> {
          Image clean = random.nextInt(GRAY_ONE_IN) == 0 ? Luminance.gray(patch) : patch;
          Image degraded = new AnyJpeg(random.nextLong()).degrade(clean, "");
          return new PairMaker.Pair(Shown.rgb(degraded), Shown.rgb(clean));
        });
  }

  @Override
  public int patchMargin() {
    return BLOCK - 1;
  }

  @Override
  public Comparison comparison(Degradation degradation) {
    return Comparison.ofAllChannels("color compressed (4:2:0), all channels compared");
  }
}
