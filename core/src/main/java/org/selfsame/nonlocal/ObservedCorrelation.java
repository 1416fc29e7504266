package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * A {@link Correlation} that also records the weights that one pixel averages its neighborhood with
 * at each step: its row of the normalized correlations. The observed correlation does its work
 * unchanged; the row is computed beside it from the same queries and keys.
 */
public final class ObservedCorrelation implements Correlation {
  private final Correlation correlation;
  private final Affinity affinity;
  private final boolean propagate;
  private final Neighborhood neighborhood;
  private final int y;
  private final int x;
  private final double[] state;
  private final List<Image> weights = new ArrayList<>();

  /**
   * Observes a correlation of single images.
   *
   * @param correlation of the same affinity and propagation; it is closed with this
   * @param neighborhood of the pixel
   * @param y row of the pixel
   * @param x column of the pixel
   */
  public ObservedCorrelation(
      Correlation correlation,
      Affinity affinity,
      boolean propagate,
      Neighborhood neighborhood,
      int y,
      int x) {
    this.correlation = correlation;
    this.affinity = affinity;
    this.propagate = propagate;
    this.neighborhood = neighborhood;
    this.y = y;
    this.x = x;
    state = new double[neighborhood.height() * neighborhood.width()];
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    float[] products = products(queries, keys);
    for (int j = 0; j < state.length; j++) {
      state[j] = products[j] + (propagate ? state[j] : 0);
    }
    weights.add(new Image(neighborhood.width(), neighborhood.height(), normalized()));
    return correlation.attend(queries, keys, values);
  }

  /** The pixel's query with the keys of its neighborhood, row by row. */
  private float[] products(Tensor queries, Tensor keys) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      long features = queries.size(1);
      Tensor query = queries.narrow(2, y, 1).narrow(3, x, 1).reshape(1, 1, features);
      Tensor seen = seen(keys).reshape(1, features, -1);
      return precise(query).matmul(precise(seen)).toFloats();
    }
  }

  private Tensor seen(Tensor keys) {
    int above = Math.max(0, -neighborhood.top());
    int before = Math.max(0, -neighborhood.left());
    int below = beyond(neighborhood.top() + neighborhood.height(), keys.size(2));
    int behind = beyond(neighborhood.left() + neighborhood.width(), keys.size(3));
    boolean inside = above + before + below + behind == 0;
    Tensor continued = inside ? keys : keys.padCircular(before, behind, above, below);
    return continued
        .narrow(2, neighborhood.top() + above, neighborhood.height())
        .narrow(3, neighborhood.left() + before, neighborhood.width());
  }

  private static int beyond(int end, long length) {
    return (int) Math.max(0, end - length);
  }

  private static Tensor precise(Tensor tensor) {
    return tensor.precision() == Precision.BF16 ? tensor.to(Precision.FP32) : tensor;
  }

  private float[] normalized() {
    float[] row = new float[state.length];
    if (!affinity.isExponential()) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) (state[j] / row.length);
      }
      return row;
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (double correlationOfPixel : state) {
      largest = Math.max(largest, correlationOfPixel);
    }
    double sum = 0;
    for (double correlationOfPixel : state) {
      sum += Math.exp(correlationOfPixel - largest);
    }
    for (int j = 0; j < row.length; j++) {
      row[j] = (float) (Math.exp(state[j] - largest) / sum);
    }
    return row;
  }

  /**
   * Returns the pixel's weights at each step so far, of the neighborhood's size and its rows and
   * columns in the image's order. Those of exponential affinities sum to 1; those of dot products
   * are the products divided by the number of neighbors, and may be negative.
   */
  public List<Image> weights() {
    return List.copyOf(weights);
  }

  @Override
  public void close() {
    correlation.close();
  }
}
