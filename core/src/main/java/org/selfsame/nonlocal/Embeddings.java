package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.selfsame.tensor.Tensor;

/**
 * Queries and keys of steps whose products are not yet part of a stored correlation state. As the
 * state is a sum over steps, the products of several steps are one product of their concatenated
 * embeddings, {@code E = [theta_1 .. theta_t] [psi_1 .. psi_t]^T}: a few of them cost less than
 * reading and writing the state, which is far larger.
 */
final class Embeddings implements AutoCloseable {
  /** Features beyond which the longer products cost more than storing their sum. */
  static final int LARGEST = 128;

  private final int dimension;
  private final List<Tensor> queries = new ArrayList<>();
  private final List<Tensor> keys = new ArrayList<>();

  /**
   * @param dimension along which features are counted, and concatenated
   */
  Embeddings(int dimension) {
    this.dimension = dimension;
  }

  void add(Tensor stepQueries, Tensor stepKeys) {
    queries.add(stepQueries.retain());
    keys.add(stepKeys.retain());
  }

  boolean needGradients() {
    return Stream.concat(queries.stream(), keys.stream()).anyMatch(Tensor::needsGradient);
  }

  Tensor queries() {
    return joined(queries);
  }

  Tensor keys() {
    return joined(keys);
  }

  private Tensor joined(List<Tensor> steps) {
    return steps.size() == 1 ? steps.get(0) : Tensor.concatenate(dimension, steps);
  }

  /** Returns whether another step would make the products too long to pay. */
  boolean isFull() {
    long features = queries.stream().mapToLong(q -> q.size(dimension)).sum();
    return !queries.isEmpty() && features + queries.get(0).size(dimension) > LARGEST;
  }

  /** Frees all. */
  @Override
  public void close() {
    queries.forEach(Tensor::close);
    keys.forEach(Tensor::close);
    queries.clear();
    keys.clear();
  }
}
