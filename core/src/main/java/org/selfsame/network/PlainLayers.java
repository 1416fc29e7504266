package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Initial;
import org.selfsame.network.layer.LayerGroup;

/** What a {@link Plain} network is composed of, and the names of its weights. */
record PlainLayers(List<Convolution> layers) implements LayerGroup {
  static PlainLayers of(PlainConfig config) {
    List<Convolution> layers = new ArrayList<>();
    int last = config.layers() - 1;
    for (int i = 0; i <= last; i++) {
      int in = i == 0 ? config.firstChannels() : config.features();
      int out = i == last ? config.lastChannels() : config.features();
      Convolution layer = Convolution.of(name(i), in, out, 3, Initial.XAVIER);
      // Images are not rounded on their way in and out; that is cheap.
      layers.add(i == 0 || i == last ? layer.exactly() : layer);
    }
    return new PlainLayers(layers);
  }

  /** Counts the ReLUs, too. */
  static String name(int layer) {
    return "model." + 2 * layer;
  }
}
