package org.selfsame.network;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The published families of {@link Plain} networks. */
public enum PlainFamily {
  /** Zhang et al. 2017: the result is the noise. */
  DNCNN("DnCNN"),
  /** Zhang et al. 2018: on images folded 2x2, told the noise level; the result is the image. */
  FFDNET("FFDNet"),
  /** DnCNN, but told the noise level; the result is the image. */
  FDNCNN("FDnCNN"),
  /** Zhang et al., CVPR 2017: seven layers with dilations 1, 2, 3, 4, 3, 2, 1. */
  IRCNN("IRCNN"),
  /** Kim et al. 2016: the result is added to an enlarged image. */
  VDSR("VDSR");

  private final String title;

  PlainFamily(String title) {
    this.title = title;
  }

  /** Returns the name as its authors write it. */
  public String title() {
    return title;
  }

  /**
   * Returns the family that a network of any size belongs to. A {@link #VDSR} counts as {@link
   * #DNCNN}: only the sign of its last layer differs.
   */
  public static Optional<PlainFamily> of(PlainConfig config) {
    return Arrays.stream(values()).filter(family -> family.like().isAlike(config)).findFirst();
  }

  /** Returns the published network. */
  private PlainConfig like() {
    return switch (this) {
      case DNCNN -> PlainConfig.DNCNN;
      case FFDNET -> PlainConfig.FFDNET;
      case FDNCNN -> PlainConfig.FDNCNN;
      case IRCNN -> PlainConfig.IRCNN;
      case VDSR -> PlainConfig.VDSR;
    };
  }

  /**
   * Returns a network of this family with other sizes than the published one.
   *
   * @throws IllegalArgumentException if the family has none of these sizes
   */
  PlainConfig sized(int imageChannels, int features, int layers) {
    PlainConfig like = like();
    return new PlainConfig(
        imageChannels,
        features,
        layers,
        like.fold(),
        like.noiseChannel(),
        like.residual(),
        like.dilations());
  }

  /**
   * Reads a name in lower case, such as {@code ffdnet}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static PlainFamily named(String name) {
    for (PlainFamily family : values()) {
      if (family.toString().equals(name)) {
        return family;
      }
    }
    throw new IllegalArgumentException(
        "network '%s': expected dncnn, ffdnet, fdncnn, ircnn or vdsr".formatted(name));
  }

  /** Returns the name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
