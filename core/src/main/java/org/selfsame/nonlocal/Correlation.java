package org.selfsame.nonlocal;

import org.selfsame.tensor.Tensor;

/**
 * The non-local operation of equation (1) with the correlation state of NLRN's section 4: each call
 * adds the products of queries and keys to the correlations of earlier calls, and returns the
 * average of the values, weighed by these correlations.
 *
 * <pre>
 * E_t = queries keys^T + E_(t-1)        E_0 = 0, and nothing is carried over if not propagating
 * Z   = normalize(E_t) values
 * </pre>
 *
 * <p>The state outlives tensor scopes until it is closed. All steps have tensors of the same
 * shapes.
 */
public sealed interface Correlation extends AutoCloseable
    permits PatchCorrelation, WindowedCorrelation, ObservedCorrelation {
  /**
   * Takes one step.
   *
   * @param queries {@code [n, embedding, height, width]}
   * @param keys of the queries' shape
   * @param values {@code [n, channels, height, width]}
   * @return the weighted averages, of the values' shape
   */
  Tensor attend(Tensor queries, Tensor keys, Tensor values);

  /** Frees the state. */
  @Override
  void close();
}
