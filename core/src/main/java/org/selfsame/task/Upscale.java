package org.selfsame.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.Restoration;
import org.selfsame.network.NetworkConfig;

/**
 * Super-resolution: undoes a bicubic reduction. The network is given the luma of the image,
 * enlarged bicubically, or the color image itself if the network enlarges.
 *
 * @param scales the factors of width and height trained on, from 2 to 8
 */
public record Upscale(List<Integer> scales) implements Task {
  private static final Kind KIND =
      new Kind(
          "upscale",
          "enlarges",
          BicubicDownscale.class,
          Channels.LUMA,
          "scale",
          List.of("2", "3", "4"));

  static final int LARGEST_SCALE = 8;

  /**
   * @throws IllegalArgumentException if there is no factor, or one is repeated or out of range
   */
  public Upscale {
    if (scales == null
        || scales.isEmpty()
        || new HashSet<>(scales).size() != scales.size()
        || !scales.stream().allMatch(s -> s != null && s >= 2 && s <= LARGEST_SCALE)) {
      throw new IllegalArgumentException(
          "scales %s: expected different factors from 2 to %d, such as [2, 3, 4]"
              .formatted(scales, LARGEST_SCALE));
    }
    scales = List.copyOf(scales);
  }

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public String description() {
    return "upscale, "
        + scales.stream().map(scale -> "x" + scale).collect(Collectors.joining(", "));
  }

  @Override
  public Degradation nearest(Degradation degradation) {
    int wanted = scale(degradation);
    return new BicubicDownscale(
        Collections.min(scales, Comparator.comparingInt(scale -> Math.abs(scale - wanted))));
  }

  private static int scale(Degradation degradation) {
    return ((BicubicDownscale) degradation).scale();
  }

  @Override
  public Degradation parse(String level, long seed, GaussianNoise.Form form) {
    return new BicubicDownscale(Integer.parseInt(level));
  }

  @Override
  public Task trainedOn(String levels) {
    List<Integer> numbers = new ArrayList<>();
    for (String scale : levels.split(",", -1)) {
      numbers.add(Integer.valueOf(scale));
    }
    return new Upscale(numbers);
  }

  @Override
  public void requireFitting(NetworkConfig network, String who) {
    if (network.scale() == 1) {
      Task.super.requireFitting(network, who);
    } else if (!scales.equals(List.of(network.scale()))) {
      throw misfit(who, "scale " + network.scale(), "1, or a task for that scale only,");
    }
  }

  @Override
  public Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who) {
    requireFitting(network, who);
    return network.scale() == 1 ? new LumaUpscale(scale(degradation)) : new ColorUpscale();
  }

  @Override
  public Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    if (network.imageChannels() == 3) {
      return new Shown(Shown.rgb(image), Shown.whole(image, 0).kind(), 0);
    }
    return image.channels() == 1
        ? Shown.whole(image, 0)
        : new Shown(Luminance.studioLuma(image), "luma", 0);
  }

  @Override
  public <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker) {
    return maker.ofReduced(scales);
  }

  @Override
  public int patchMargin() {
    return Collections.max(scales) - 1;
  }

  @Override
  public Comparison comparison(Degradation degradation) {
    int border = scale(degradation);
    return new Comparison(
        Comparison.Luma.LAST,
        border,
        false,
        "luma (BT.601) of the result in 8 bit compared without a border of %d pixels"
            .formatted(border));
  }

  @Override
  public Restoration interpolation(Degradation degradation) {
    return new BicubicUpscale(scale(degradation));
  }
}
