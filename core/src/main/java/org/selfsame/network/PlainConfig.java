package org.selfsame.network;

import java.util.List;

/**
 * The shape of a {@link Plain} network. Those that are published under names of their own are
 * {@link PlainFamily families} of it.
 *
 * @param imageChannels 1 for gray, 3 for color
 * @param features of each hidden layer
 * @param layers convolutions; at least 2
 * @param fold side of the squares of pixels that become channels before the first layer; 1 for none
 * @param noiseChannel whether the noise level is one more input channel, behind those of the image;
 *     folded images have one of it, too
 * @param residual whether the last layer's result is what is taken off the image, or else the image
 * @param dilations how far apart the weights of each layer are, in pixels of the folded image;
 *     empty where all are 1, and empty then if that was written out
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

  /** The name in weight files of when there was no other plain network than DnCNN. */
  static final String FORMER_NAME = "dncnn";

  /** DnCNN-S for gray images of a known noise level (Zhang et al. 2017). */
  public static final PlainConfig DNCNN = dncnn(1, 64, 17);

  /** FFDNet for gray images (Zhang et al. 2018). */
  public static final PlainConfig FFDNET = new PlainConfig(1, 64, 15, 2, true, false, List.of());

  /** FFDNet for color images. */
  public static final PlainConfig FFDNET_COLOR =
      new PlainConfig(3, 96, 12, 2, true, false, List.of());

  /** FDnCNN for gray images: DnCNN that is told the noise level, and makes the image itself. */
  public static final PlainConfig FDNCNN = new PlainConfig(1, 64, 20, 1, true, false, List.of());

  /** IRCNN's denoiser for gray images (Zhang et al., CVPR 2017). */
  public static final PlainConfig IRCNN =
      new PlainConfig(1, 64, 7, 1, false, true, List.of(1, 2, 3, 4, 3, 2, 1));

  /** VDSR (Kim et al. 2016), whose last layer has the other sign here. */
  public static final PlainConfig VDSR = dncnn(1, 64, 20);

  /** Convolutions that reach further are none that is published. */
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
          "dilations %s with layers %d: expected one for each layer, or none"
              .formatted(dilations, layers));
    }
    for (int dilation : dilations) {
      Bounds.require(1, dilation, LARGEST_DILATION, "dilations");
    }
    boolean dilated = dilations.stream().anyMatch(dilation -> dilation > 1);
    dilations = dilated ? List.copyOf(dilations) : List.of();
  }

  /** Returns a DnCNN: without a fold, a noise channel or dilations, and with a residual. */
  public static PlainConfig dncnn(int imageChannels, int features, int layers) {
    return new PlainConfig(imageChannels, features, layers, 1, false, true, List.of());
  }

  @Override
  public String network() {
    return NAME;
  }

  /** Tells whether this is the same but for the number of image channels, features and layers. */
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

  /** Returns the channels that the first layer reads: the noise level is one of them at most. */
  int firstChannels() {
    return lastChannels() + (noiseChannel ? 1 : 0);
  }

  /** Returns how many squares of folded pixels cover so many of them. */
  long squares(long pixels) {
    return (pixels + fold - 1) / fold;
  }

  /** Returns how far apart the weights of a layer are, counted from 0. */
  int dilation(int layer) {
    return dilations.isEmpty() ? 1 : dilations.get(layer);
  }

  /** Returns how many pixels away from a pixel of the result the input still counts. */
  int reach() {
    int reach = 0;
    for (int layer = 0; layer < layers; layer++) {
      reach += dilation(layer);
    }
    return fold * reach + fold - 1;
  }
}
