package org.selfsame.network;

import java.util.List;
import org.selfsame.image.Image;

/**
 * What a network computes on its way that a person can look at, for one pixel of an image.
 *
 * @param correlations of the pixel, of each stage that has a non-local step, in order
 * @param masks of an {@link Rnan}, of each block in order: what the mask branch multiplies the
 *     trunk's features with, from 0 to 1, one channel for each feature; its sides are those of the
 *     network's input, one more where that is odd. None of other networks
 */
public record PixelMaps(List<CorrelationMap> correlations, List<Image> masks) {
  /** Copies the lists. */
  public PixelMaps {
    correlations = List.copyOf(correlations);
    masks = List.copyOf(masks);
  }
}
