package org.selfsame.task;

import java.util.List;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.network.NetworkConfig;

/**
 * Removes the artifacts of JPEG compression. The network sees and restores luma; the color of an
 * RGB image stays as it is.
 *
 * @param qualityMin the lowest quality trained on, on the Independent JPEG Group's scale, 1 to 100
 * @param qualityMax the highest quality trained on
 */
public record Deblock(int qualityMin, int qualityMax) implements Task {
  private static final Kind KIND =
      new Kind(
          "deblock",
          "deblocks",
          JpegCompression.class,
          Channels.LUMA,
          "quality",
          List.of("10", "20", "30", "40"));

  /** Side of the squares in which JPEG compresses luma. */
  private static final int BLOCK = 8;

  /**
   * @throws IllegalArgumentException unless {@code 1 <= qualityMin <= qualityMax <= 100}
   */
  public Deblock {
    if (!(qualityMin >= 1 && qualityMin <= qualityMax && qualityMax <= 100)) {
      throw new IllegalArgumentException(
          "JPEG quality from %d to %d: expected 1 <= qualityMin <= qualityMax <= 100"
              .formatted(qualityMin, qualityMax));
    }
  }

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public String description() {
    return qualityMin == qualityMax
        ? "deblock, JPEG quality %d".formatted(qualityMin)
        : "deblock, JPEG quality %d to %d".formatted(qualityMin, qualityMax);
  }

  @Override
  public Degradation nearest(Degradation degradation) {
    int quality = ((JpegCompression) degradation).quality();
    return new JpegCompression(Math.max(qualityMin, Math.min(qualityMax, quality)));
  }

  @Override
  public Degradation parse(String level, long seed, GaussianNoise.Form form) {
    return new JpegCompression(Integer.parseInt(level));
  }

  @Override
  public Task trainedOn(String levels) {
    String[] ends = levels.split("-", 2);
    return new Deblock(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
  }

  @Override
  public Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who) {
    requireFitting(network, who);
    return new LumaDeblock();
  }

  @Override
  public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    return image.channels() == 1
        ? Shown.whole(image, 0)
        : new Shown(Luminance.gray(image), "luma", 0);
  }

  /** Draws the quality uniformly. */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofBlocks(
        BLOCK, random -> new JpegCompression(random.nextInt(qualityMin, qualityMax + 1)));
  }

  @Override
  public Comparison comparison(Degradation degradation) {
    return new Comparison(
        Comparison.Luma.FIRST,
        0,
        true,
        "luma (BT.601) compressed and compared, SSIM by a uniform window of 8x8");
  }
}
