package org.selfsame.network.layer;

import java.util.List;

/** A part of a network that knows its weights and their names in files. */
public interface Layer {
  /** Returns the weights, in the order of files. */
  List<Weight> weights();

  /** Returns the number of multiplications of weights with features, per pixel of the layer. */
  long products();
}
