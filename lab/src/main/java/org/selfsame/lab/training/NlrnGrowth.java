package org.selfsame.lab.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.NlrnLayers;
import org.selfsame.network.layer.BatchNorm;
import org.selfsame.network.layer.Layer;
import org.selfsame.network.layer.Weight;
import org.selfsame.weights.WeightArray;

/**
 * Brings the weights of an NLRN into the form of another: with more states, with weights of each
 * state's own, for color images, for folded squares of pixels, or with another embedding.
 *
 * <p>New states begin as copies of the last ones of their kind. A network for color images begins
 * by restoring the mean of red, green and blue as the one for gray images does, at 1/sqrt(3) of the
 * noise, and adding the change to all three; one that folds larger squares likewise begins by
 * restoring their means, an image with fewer pixels. A narrower embedding begins with the nearest
 * correlations ({@link EmbeddingPair}), a wider one with the same. {@link InitialWeights} handles
 * widths.
 *
 * @param from of the weights there are
 * @param to of the network to be trained
 */
record NlrnGrowth(NlrnConfig from, NlrnConfig to) {
  /**
   * Checks that one network can begin with the other's weights.
   *
   * @throws IllegalArgumentException if not, by its channels or its fold
   */
  NlrnGrowth {
    if (from.imageChannels() != 1 && from.imageChannels() != to.imageChannels()) {
      throw new IllegalArgumentException(
          "a network for %d image channels cannot begin with weights for %d: expected weights for as many, or for gray images"
              .formatted(to.imageChannels(), from.imageChannels()));
    }
    if (to.fold() % from.fold() != 0) {
      throw new IllegalArgumentException(
          "a network of fold %1$d cannot begin with weights of fold %2$d: expected weights of fold %1$d, or of one that divides it"
              .formatted(to.fold(), from.fold()));
    }
  }

  /** Returns the weights by the names that the other network gives them. */
  Map<String, WeightArray> grow(Map<String, WeightArray> arrays) {
    Map<String, WeightArray> grown = new LinkedHashMap<>(arrays);
    if (from.tied() && !to.tied()) {
      untie(arrays, grown);
    }
    addSteps(grown);
    if (imageChannels(from) != imageChannels(to)) {
      spread(grown);
    }
    if (from.embedding() != to.embedding() && from.nonlocalEvery() > 0 && to.nonlocalEvery() > 0) {
      for (String name : List.copyOf(grown.keySet())) {
        if (name.endsWith(NlrnLayers.THETA + ".weight")) {
          embed(grown, name.substring(0, name.length() - (NlrnLayers.THETA + ".weight").length()));
        }
      }
    }
    return grown;
  }

  private void untie(Map<String, WeightArray> arrays, Map<String, WeightArray> grown) {
    for (Layer shared : NlrnLayers.of(from).steps().get(0).convolutions()) {
      for (Weight weight : shared.weights()) {
        WeightArray array = arrays.get(weight.name());
        grown.remove(weight.name());
        for (int step = 0; step < from.steps(); step++) {
          grown.put(NlrnLayers.prefix(step) + weight.name(), array);
        }
      }
    }
  }

  private void addSteps(Map<String, WeightArray> grown) {
    int period = Math.max(1, Math.min(from.steps(), to.nonlocalEvery()));
    for (int step = from.steps(); step < to.steps(); step++) {
      String last = NlrnLayers.prefix(step - period);
      String added = NlrnLayers.prefix(step);
      Map<String, WeightArray> copies = new LinkedHashMap<>();
      grown.forEach(
          (name, array) -> {
            if (name.startsWith(last)) {
              copies.put(added + name.substring(last.length()), array);
            }
          });
      grown.putAll(copies);
    }
  }

  /** Of an image that is folded. */
  private static int imageChannels(NlrnConfig config) {
    return config.imageChannels() * config.fold() * config.fold();
  }

  /** The channel that a channel of the other network is one of those that are averaged for. */
  private int source(int channel) {
    int fold = to.fold();
    int times = fold / from.fold();
    int color = from.imageChannels() == 1 ? 0 : channel / (fold * fold);
    int row = channel / fold % fold / times;
    int column = channel % fold / times;
    return (color * from.fold() + row) * from.fold() + column;
  }

  private void spread(Map<String, WeightArray> grown) {
    // The mean of n samples has 1/sqrt(n) of their noise.
    int averaged = imageChannels(to) / imageChannels(from);
    double noise = 1 / Math.sqrt(averaged);
    NlrnLayers layers = NlrnLayers.of(to);
    BatchNorm norm = layers.inputNorm();
    change(grown, norm.scale(), a -> inputs(a, 1, noise));
    change(grown, norm.shift(), a -> inputs(a, 1, 1));
    change(grown, norm.mean(), a -> inputs(a, 1, 1 / noise));
    change(grown, norm.variance(), a -> inputs(a, 1, 1));
    change(grown, layers.inputConv().weight(), a -> inputs(a, 1.0 / averaged, 1));
    layers.outputConv().weights().forEach(weight -> change(grown, weight, this::outputs));
  }

  private static void change(
      Map<String, WeightArray> arrays, Weight weight, UnaryOperator<WeightArray> change) {
    arrays.computeIfPresent(weight.name(), (name, array) -> change.apply(array));
  }

  /**
   * Repeats what belongs to channels of the image, times a factor, and keeps what belongs to the
   * noise level, times another. Input channels are an array's first axis or, of a convolution, its
   * second.
   */
  private WeightArray inputs(WeightArray array, double image, double noise) {
    int axis = array.shape().length == 1 ? 0 : 1;
    long[] shape = array.shape().clone();
    int channels = (int) shape[axis];
    int outputs = axis == 0 ? 1 : (int) shape[0];
    float[] values = array.values();
    int taps = values.length / channels / outputs;
    int ofImage = imageChannels(to);
    int wanted = channels - imageChannels(from) + ofImage;
    shape[axis] = wanted;
    float[] result = new float[outputs * wanted * taps];
    for (int i = 0; i < result.length; i++) {
      int channel = i / taps % wanted;
      int output = i / taps / wanted;
      int source = channel < ofImage ? source(channel) : channel - ofImage + imageChannels(from);
      double factor = channel < ofImage ? image : noise;
      result[i] = (float) (factor * values[(output * channels + source) * taps + i % taps]);
    }
    return new WeightArray(shape, result);
  }

  private WeightArray outputs(WeightArray array) {
    long[] shape = array.shape().clone();
    float[] values = array.values();
    int length = values.length / (int) shape[0];
    int wanted = imageChannels(to);
    shape[0] = wanted;
    float[] result = new float[wanted * length];
    for (int channel = 0; channel < wanted; channel++) {
      System.arraycopy(values, source(channel) * length, result, channel * length, length);
    }
    return new WeightArray(shape, result);
  }

  /** Brings theta and psi to the other embedding. */
  private void embed(Map<String, WeightArray> grown, String prefix) {
    double[][] theta = rows(grown, prefix + NlrnLayers.THETA);
    boolean ownKeys = grown.containsKey(prefix + NlrnLayers.PSI + ".weight");
    double[][] psi = ownKeys ? rows(grown, prefix + NlrnLayers.PSI) : theta;
    if (to.embedding() < from.embedding()) {
      EmbeddingPair narrowed = new EmbeddingPair(theta, psi).narrowed(to.embedding());
      put(grown, prefix + NlrnLayers.THETA, narrowed.theta());
      if (ownKeys) {
        put(grown, prefix + NlrnLayers.PSI, narrowed.psi());
      }
    } else if (ownKeys) {
      // Theta's new rows are random: products with them begin at 0, and can be learned.
      double[][] wider = Arrays.copyOf(psi, to.embedding());
      Arrays.fill(wider, psi.length, wider.length, new double[psi[0].length]);
      put(grown, prefix + NlrnLayers.PSI, wider);
    }
  }

  private static double[][] rows(Map<String, WeightArray> arrays, String name) {
    return EmbeddingPair.rows(arrays.get(name + ".weight"), arrays.get(name + ".bias"));
  }

  private static void put(Map<String, WeightArray> arrays, String name, double[][] rows) {
    arrays.put(name + ".weight", EmbeddingPair.weight(rows));
    arrays.put(name + ".bias", EmbeddingPair.bias(rows));
  }
}
