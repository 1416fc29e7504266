package org.selfsame.nonlocal;

/**
 * The affinity phi(X_i, X_j) between a pixel and a neighbor (NLRN, Table 1).
 *
 * <p>Each is a product of a query with a key, or the exponential of one. The exponential forms are
 * normalized by their sum over the neighborhood (a softmax); the two dot products, which may be
 * negative, by the number of neighbors.
 */
public enum Affinity {
  /**
   * {@code exp(-|X_i - X_j|^2 / h^2)} with {@code h^2} the number of channels. The term {@code
   * |X_i|^2} is the same for all neighbors and drops out of the softmax.
   */
  EUCLIDEAN(true, false, false),
  /** {@code X_i X_j^T}. */
  DOT_PRODUCT(false, false, false),
  /** {@code theta(X_i) psi(X_j)^T}. */
  EMBEDDED_DOT_PRODUCT(false, true, true),
  /** {@code exp(X_i X_j^T)}. */
  GAUSSIAN(true, false, false),
  /** {@code exp(theta(X_i) theta(X_j)^T)}. */
  SYMMETRIC_EMBEDDED_GAUSSIAN(true, true, false),
  /** {@code exp(theta(X_i) psi(X_j)^T)}, equation (4). */
  EMBEDDED_GAUSSIAN(true, true, true);

  private final boolean exponential;
  private final boolean usesTheta;
  private final boolean usesPsi;

  Affinity(boolean exponential, boolean usesTheta, boolean usesPsi) {
    this.exponential = exponential;
    this.usesTheta = usesTheta;
    this.usesPsi = usesPsi;
  }

  /** Returns whether products are exponentiated and normalized by their sum. */
  public boolean isExponential() {
    return exponential;
  }

  /** Returns whether the embedding theta is learned. */
  public boolean usesTheta() {
    return usesTheta;
  }

  /** Returns whether keys have an embedding psi of their own. */
  public boolean usesPsi() {
    return usesPsi;
  }
}
