package org.selfsame.network;

import java.util.List;

/**
 * The shape of a {@link Plain} network. {@link PlainFamily} lists the published families.
 *
 * @param imageChannels 1 for gray, 3 for color
 * @param features the number of features of each hidden layer
 * @param layers the number of convolutions; at least 2
 * @param fold the side of the squares of pixels that become channels before the first layer; 1 for
 *     none
 * @param noiseChannel whether the noise level is an extra input channel, after those of the image;
 *     a folded image has one such channel, too
 * @param residual whether the last layer's result is subtracted from the image; otherwise it is the
 *     restored image
 * @param dilations how far apart the weights of each layer are, in pixels of the folded image;
 *     empty if all are 1, even if given as such
 */
public record PlainConfig(
    int imageChannels,
    int features,
    int layers,
    int fold,
    boolean noiseChannel,
    boolean residual,
    List<Integer> dilations)
    implements NetworkConfig {

  /** The name in weight files. */
  public static final String NAME = "plain";

  /** The name in older weight files, from when DnCNN was the only plain network. */
  static final String FORMER_NAME = "dncnn";

  /** DnCNN-S for gray images with a known noise level (Zhang et al. 2017). */
  public static final PlainConfig DNCNN = dncnn(1, 64, 17);

  /** FFDNet for gray images (Zhang et al. 2018). */
  public static final PlainConfig FFDNET = new PlainConfig(1, 64, 15, 2, true, false, List.of());

  /** FFDNet for color images. */
  public static final PlainConfig FFDNET_COLOR =
      new PlainConfig(3, 96, 12, 2, true, false, List.of());

  /**
   * FDnCNN for gray images: DnCNN, but told the noise level, and its result is the image itself.
   */
  public static final PlainConfig FDNCNN = new PlainConfig(1, 64, 20, 1, true, false, List.of());

  /** IRCNN's denoiser for gray images (Zhang et al., CVPR 2017). */
  public static final PlainConfig IRCNN =
      new PlainConfig(1, 64, 7, 1, false, true, List.of(1, 2, 3, 4, 3, 2, 1));

  /** VDSR (Kim et al. 2016); here its last layer has the opposite sign. */
  public static final PlainConfig VDSR = dncnn(1, 64, 20);

  /** No published network has convolutions that reach further. */
  private static final int LARGEST_DILATION = 64;

  /** Checks the sizes. */
  public PlainConfig {
    Bounds.require(1, imageChannels, "imageChannels");
    Bounds.require(1, features, "features");
    Bounds.require(2, layers, "layers");
    Bounds.require(1, fold, "fold");
    Bounds.require(1, foldedChannels(imageChannels, fold), "imageChannels * fold * fold");
    if (dilations == null) {
      throw new IllegalArgumentException("dilations: expected a list, found null");
    }
    if (!dilations.isEmpty() && dilations.size() != layers) {
      throw new IllegalArgumentException(
          "dilations %s with layers %d: expected one per layer, or none"
              .formatted(dilations, layers));
    }
    for (int dilation : dilations) {
      Bounds.require(1, dilation, LARGEST_DILATION, "dilations");
    }
    boolean dilated = dilations.stream().anyMatch(dilation -> dilation > 1);
    dilations = dilated ? List.copyOf(dilations) : List.of();
  }

  /** Returns a DnCNN: it has a residual, but no fold, noise channel or dilations. */
  public static PlainConfig dncnn(int imageChannels, int features, int layers) {
    return new PlainConfig(imageChannels, features, layers, 1, false, true, List.of());
  }

  @Override
  public String network() {
    return NAME;
  }

  /** Returns whether another config differs only in image channels, features and layers. */
  boolean isAlike(PlainConfig other) {
    return fold == other.fold
        && noiseChannel == other.noiseChannel
        && residual == other.residual
        && dilations.equals(other.dilations);
  }

  private static int foldedChannels(int imageChannels, int fold) {
    return (int) Math.min(Integer.MAX_VALUE, (long) imageChannels * fold * fold);
  }

  /** Returns the channels that the last layer makes: those of the folded image. */
  int lastChannels() {
    return foldedChannels(imageChannels, fold);
  }

  /**
   * Returns the channels that the first layer reads: those of the folded image, and one for the
   * noise level if it is told.
   */
  int firstChannels() {
    return lastChannels() + (noiseChannel ? 1 : 0);
  }

  /** Returns how many folded squares cover the given number of pixels. */
  long squares(long pixels) {
    return (pixels + fold - 1) / fold;
  }

  /** Returns how far apart the weights of a layer are; layers count from 0. */
  int dilation(int layer) {
    return dilations.isEmpty() ? 1 : dilations.get(layer);
  }

  /** Returns how many pixels away the input still affects a pixel of the result. */
  int reach() {
    int reach = 0;
    for (int layer = 0; layer < layers; layer++) {
      reach += dilation(layer);
    }
    return fold * reach + fold - 1;
  }
}
