package org.selfsame.network;

import java.util.List;
import org.selfsame.image.Image;

/**
 * Intermediate results of a network for one pixel of an image, for people to look at.
 *
 * @param correlations the pixel's map for each stage with a non-local step, in order
 * @param masks for an {@link Rnan}, the mask of each block in order: the factors from 0 to 1 by
 *     which the mask branch multiplies the trunk's features, one channel per feature; a mask is as
 *     large as the network's input, plus one pixel along an odd side. Empty for other networks
 */
public record PixelMaps(List<CorrelationMap> correlations, List<Image> masks) {
  /** Copies the lists. */
  public PixelMaps {
    correlations = List.copyOf(correlations);
    masks = List.copyOf(masks);
  }
}
