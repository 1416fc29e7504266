package org.selfsame.lab.inspection;

import org.selfsame.image.Image;
import org.selfsame.network.CorrelationMap;
import org.selfsame.restore.Inspection;

/**
 * A correlation map in a few numbers.
 *
 * @param stage the recurrent state or block, from 1
 * @param own the weight of the pixel itself, or of its square where squares of pixels have a weight
 * @param largest the largest weight of another pixel or square; NaN if there is none
 * @param largestX its columns to the right of the pixel; for a square, those of the pixel at the
 *     same position in it
 * @param largestY its rows below the pixel, likewise
 * @param entropy {@code -sum w log2 w} in bits, from 0 for a single weight to {@code log2} of the
 *     number of weights where they are equal; NaN where weights do not sum to 1
 */
public record MapFigures(
    int stage, double own, double largest, int largestX, int largestY, double entropy) {
  private static final double TOLERANCE = 1e-3;

  /** Computes the figures of a map of an inspection. */
  public static MapFigures of(CorrelationMap map, Inspection inspection) {
    Image weights = map.weights();
    int x = (inspection.x() - map.neighborhood().left()) / map.fold();
    int y = (inspection.y() - map.neighborhood().top()) / map.fold();
    double largest = Double.NaN;
    int largestX = 0;
    int largestY = 0;
    double sum = 0;
    double entropy = 0;
    for (int row = 0; row < weights.height(); row++) {
      for (int column = 0; column < weights.width(); column++) {
        double weight = weights.get(0, row, column);
        sum += weight;
        if (weight > 0) {
          entropy -= weight * Math.log(weight) / Math.log(2);
        } else if (weight < 0) {
          entropy = Double.NaN;
        }
        if ((row != y || column != x) && !(weight <= largest)) {
          largest = weight;
          largestX = map.fold() * (column - x);
          largestY = map.fold() * (row - y);
        }
      }
    }
    boolean normalized = Math.abs(sum - 1) < TOLERANCE;
    return new MapFigures(
        map.stage(),
        weights.get(0, y, x),
        largest,
        largestX,
        largestY,
        normalized ? entropy : Double.NaN);
  }
}
