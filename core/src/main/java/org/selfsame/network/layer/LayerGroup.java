package org.selfsame.network.layer;

import java.util.List;

/** A layer made up of others. */
public interface LayerGroup extends Layer {
  /** Returns the parts, in the order of files. */
  List<? extends Layer> layers();

  @Override
  default List<Weight> weights() {
    return layers().stream().flatMap(layer -> layer.weights().stream()).toList();
  }

  @Override
  default long products() {
    return layers().stream().mapToLong(Layer::products).sum();
  }
}
