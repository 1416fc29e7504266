package org.selfsame.task;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.network.NetworkConfig;

/**
 * Fills in the colors that a Bayer mosaic lacks. The network is given red, green and blue; each
 * pixel has one of them, and 0 for the other two.
 *
 * @param pattern the pattern of the network's mosaics; other mosaics are shifted to match
 */
public record Demosaic(BayerMosaic.Pattern pattern) implements Task {
  private static final Kind KIND =
      new Kind(
          "demosaic", "demosaics", BayerMosaic.class, Channels.COLOR, "pattern", List.of("grbg"));

  /**
   * @throws IllegalArgumentException if there is no pattern
   */
  public Demosaic {
    if (pattern == null) {
      throw new IllegalArgumentException("pattern: expected a value, found null");
    }
  }

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public String description() {
    return "demosaic, " + pattern;
  }

  @Override
  public Degradation parse(String level, long seed, GaussianNoise.Form form) {
    List<BayerMosaic> mosaics =
        Stream.of(BayerMosaic.Pattern.values()).map(BayerMosaic::new).toList();
    return mosaics.stream()
        .filter(mosaic -> mosaic.level().equalsIgnoreCase(level))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "level '%s': expected one of %s"
                        .formatted(
                            level,
                            mosaics.stream()
                                .map(BayerMosaic::level)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public Task trainedOn(String levels) {
    return new Demosaic(pattern(degradation(levels, 0, GaussianNoise.Form.FLOAT)));
  }

  private static BayerMosaic.Pattern pattern(Degradation degradation) {
    return ((BayerMosaic) degradation).pattern();
  }

  @Override
  public Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who) {
    requireFitting(network, who);
    return new BayerDemosaic(pattern(degradation), pattern);
  }

  @Override
  public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    Image rgb = Shown.rgb(image);
    Image mosaic = BayerDemosaic.spread(rgb, pattern, 0, 0);
    for (int c = 0; c < mosaic.channels(); c++) {
      if (isBlack(mosaic.plane(c)) && !isBlack(rgb.plane(c))) {
        throw new IllegalArgumentException(
            "the image is a mosaic of another pattern: %s expects %s".formatted(who, pattern));
      }
    }
    return new Shown(mosaic, "mosaic " + pattern, 0);
  }

  private static boolean isBlack(float[] plane) {
    for (float sample : plane) {
      if (sample != 0) {
        return false;
      }
    }
    return true;
  }

  /** The pattern begins at the upper left corner of each patch, however the patch is turned. */
  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofPatches(
        (random, samples, offset, side, channels) -> {
          int pixels = side * side;
          for (int i = 0; i < channels * pixels; i++) {
            int pixel = i % pixels;
            if (pattern.channel(pixel / side, pixel % side) != i / pixels) {
              samples[offset + i] = 0;
            }
          }
          return 0;
        });
  }

  @Override
  public List<Degradation> trials(List<Double> levels, long seed, GaussianNoise.Form form) {
    if (!levels.isEmpty()) {
      throw new IllegalArgumentException("expected []: a mosaic has no levels");
    }
    return List.of(new BayerMosaic(pattern));
  }

  @Override
  public Comparison comparison(Degradation degradation) {
    return Comparison.ofAllChannels("all channels compared, no border left out");
  }

  @Override
  public Restoration interpolation(Degradation degradation) {
    return new BilinearDemosaic(pattern(degradation));
  }
}
