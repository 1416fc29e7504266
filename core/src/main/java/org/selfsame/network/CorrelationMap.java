package org.selfsame.network;

import org.selfsame.image.Image;
import org.selfsame.nonlocal.Neighborhood;

/**
 * The weights with which one pixel averages others in a non-local step (NLRN, Figure 4): its row of
 * the normalized affinities.
 *
 * @param stage the recurrent state of an {@link Nlrn}, or the block of an {@link Rnan}, from 1
 * @param neighborhood the pixels averaged; if squares of pixels reach beyond the image, so does the
 *     neighborhood
 * @param weights the weights of these pixels: one channel of the neighborhood's size divided by
 *     {@code fold}, rows and columns in the image's order. After a softmax over the neighborhood
 *     they sum to 1. With a dot product as affinity they are divided by the number of neighbors,
 *     and may be negative. In an RNAN whose softmax is over queries, each is at most 1
 * @param fold the side in pixels of the squares that have one weight each; the first lies in the
 *     upper left corner of the neighborhood. 1 if each pixel has its own weight
 */
public record CorrelationMap(int stage, Neighborhood neighborhood, Image weights, int fold) {
  /** Makes a map with one weight per pixel. */
  public CorrelationMap(int stage, Neighborhood neighborhood, Image weights) {
    this(stage, neighborhood, weights, 1);
  }
}
