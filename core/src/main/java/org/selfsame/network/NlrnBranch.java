package org.selfsame.network;

import org.selfsame.network.layer.LayerGroup;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Tensor;

/** What a step of an {@link Nlrn} adds to its features. */
public sealed interface NlrnBranch extends LayerGroup permits NonlocalModule, LocalBranch {
  /** Returns {@link #products()}, plus those of each pixel with the given number of keys. */
  long products(long keys);

  /** Returns what is added to the features {@code a}, in the same shape. */
  Tensor apply(Tensor a, Weights weights, Correlation correlation);
}
