package org.selfsame.network.layer;

import org.selfsame.tensor.Tensor;

/** Gives layers their numbers in a pass. */
@FunctionalInterface
public interface Weights {
  /** Returns the numbers of a weight, in the precision that the layer computes in. */
  Tensor get(Weight weight);
}
