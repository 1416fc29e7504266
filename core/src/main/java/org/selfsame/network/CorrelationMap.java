package org.selfsame.network;

import org.selfsame.image.Image;
import org.selfsame.nonlocal.Neighborhood;

/**
 * With which weights one pixel averages others in a non-local step (NLRN, Figure 4): its row of the
 * normalized affinities.
 *
 * @param stage the recurrent state of an {@link Nlrn}, or the block of an {@link Rnan}, from 1
 * @param neighborhood which pixels these are; where squares of pixels reach beyond the image, they
 *     are counted as if it did
 * @param weights of these pixels, one channel of the neighborhood's size divided by {@code fold},
 *     rows and columns in the image's order. They sum to 1 after a softmax over the neighborhood;
 *     of an affinity that is a dot product they are divided by the number of neighbors and may be
 *     negative; of an RNAN whose softmax is over queries they are at most 1 each
 * @param fold side in pixels of the squares that have one weight each, of which the first lies in
 *     the neighborhood's upper left corner; 1 where each pixel has its own
 */
public record CorrelationMap(int stage, Neighborhood neighborhood, Image weights, int fold) {
  /** Makes a map of one weight for each pixel. */
  public CorrelationMap(int stage, Neighborhood neighborhood, Image weights) {
    this(stage, neighborhood, weights, 1);
  }
}
