package org.selfsame.network;

import org.selfsame.network.layer.LayerGroup;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Tensor;

/** What a step of an {@link Nlrn} adds to its features. */
public sealed interface NlrnBranch extends LayerGroup permits NonlocalModule, LocalBranch {
  /** Returns {@link #products()} and those that so many keys of each pixel make. */
  long products(long keys);

  /** Returns what is added to the features {@code a}, of their shape. */
  Tensor apply(Tensor a, Weights weights, Correlation correlation);
}
