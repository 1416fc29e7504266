package org.selfsame.task;

import java.util.List;
import org.selfsame.degradation.AnyJpeg;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;

/**
 * Removes the artifacts of JPEG compression from color images, whatever was done to the file; no
 * quality is given.
 */
public record DeblockColor() implements Blind {
  private static final Kind KIND =
      new Kind(
          "deblock-color",
          "deblocks color",
          JpegCompression.class,
          Channels.COLOR,
          "quality",
          List.of("10", "20", "30", "40"));

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
  public Comparison comparison(Degradation degradation) {
    return Comparison.ofAllChannels("color compressed (4:2:0), all channels compared");
  }
}
