package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NlrnConfig;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;

/**
 * Weights of another model that a training begins with.
 *
 * @param source a file, or the id of a shipped model
 */
record InitialWeights(String source) {
  /**
   * Copies what the networks have in common. An NLRN's weights are first brought into the other's
   * form ({@link NlrnGrowth}). Arrays of the same name and different lengths are copied as far as
   * both reach. Extra width begins without effect on the features that were there (Chen et al.
   * 2016, Net2Net), so that an NLRN with more channels, or a wider embedding, restores as before.
   *
   * @return what was taken, for the log
   * @throws IllegalArgumentException if there is no such model, it has nothing in common, or the
   *     network cannot begin with its image channels or its fold
   */
  String loadInto(Network network, Network averaged) throws IOException {
    Map<String, WeightArray> own = new LinkedHashMap<>(network.parameters().toArrays());
    int whole = 0;
    int partly = 0;
    try (Model model = load()) {
      Map<String, WeightArray> given = model.network().parameters().toArrays();
      if (model.network().config() instanceof NlrnConfig from
          && network.config() instanceof NlrnConfig to) {
        given = growth(from, to).grow(given);
      }
      for (var entry : given.entrySet()) {
        WeightArray mine = own.get(entry.getKey());
        WeightArray other = entry.getValue();
        if (mine == null || mine.shape().length != other.shape().length) {
          continue;
        }
        if (Arrays.equals(mine.shape(), other.shape())) {
          own.put(entry.getKey(), other);
          whole++;
        } else {
          own.put(entry.getKey(), withCommonPart(mine, other));
          partly++;
        }
      }
    }
    if (whole == 0) {
      throw new IllegalArgumentException(
          "initFrom %s: none of its weights has the shape of this network's; expected a model of a similar network"
              .formatted(source));
    }
    network.parameters().load(own, source);
    if (averaged != network) {
      averaged.parameters().load(own, source);
    }
    return "began with %d of %d arrays of %s%s"
        .formatted(
            whole + partly,
            own.size(),
            source,
            partly == 0 ? "" : ", %d of them in part".formatted(partly));
  }

  private NlrnGrowth growth(NlrnConfig from, NlrnConfig to) {
    try {
      return new NlrnGrowth(from, to);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("initFrom %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  private Model load() throws IOException {
    Path file = Path.of(source);
    return Files.exists(file)
        ? Model.load(file, Device.CPU)
        : Catalog.shipped().load(source, Device.CPU);
  }

  /**
   * Returns an array of the first's shape, with the second's numbers where it has some, and 0 where
   * an output that both have would get a new input.
   */
  private static WeightArray withCommonPart(WeightArray mine, WeightArray other) {
    long[] shape = mine.shape();
    float[] values = mine.values().clone();
    for (int i = 0; i < values.length; i++) {
      int rest = i;
      long from = 0;
      long stride = 1;
      boolean inside = true;
      boolean kept = true;
      for (int d = shape.length - 1; d >= 0; d--) {
        long at = rest % shape[d];
        rest = (int) (rest / shape[d]);
        inside &= at < other.shape()[d];
        kept &= d == 1 || at < other.shape()[d];
        from += at * stride;
        stride *= other.shape()[d];
      }
      if (inside) {
        values[i] = other.values()[(int) from];
      } else if (kept && shape.length > 1) {
        values[i] = 0;
      }
    }
    return new WeightArray(shape, values);
  }
}
