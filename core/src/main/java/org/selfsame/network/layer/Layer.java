package org.selfsame.network.layer;

import java.util.List;

/** A part of a network that knows its weights, by the names that files have them under. */
public interface Layer {
  /** Returns the weights, in the order of files. */
  List<Weight> weights();

  /** Returns the multiplications of weights with features, for each pixel of the layer's. */
  long products();
}
