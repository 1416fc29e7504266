package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Initial;
import org.selfsame.network.layer.LayerGroup;

/** The layers of a {@link Plain} network, and the names of their weights. */
record PlainLayers(List<Convolution> layers) implements LayerGroup {
  static PlainLayers of(PlainConfig config) {
    List<Convolution> layers = new ArrayList<>();
    int last = config.layers() - 1;
    for (int i = 0; i <= last; i++) {
      int in = i == 0 ? config.firstChannels() : config.features();
      int out = i == last ? config.lastChannels() : config.features();
      Convolution layer = Convolution.of(name(i), in, out, 3, Initial.XAVIER);
      // Images are not rounded on the way in and out; full precision is cheap there.
      layers.add(i == 0 || i == last ? layer.exactly() : layer);
    }
    return new PlainLayers(layers);
  }

  /** Returns the name of a layer; ReLUs count, too. */
  static String name(int layer) {
    return "model." + 2 * layer;
  }
}
