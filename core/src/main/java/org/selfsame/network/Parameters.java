package org.selfsame.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import org.selfsame.network.layer.Weight;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The named numbers of a network, in fp32: trained ones, and the measured statistics of BatchNorm.
 *
 * <p>Each of the two kinds is one vector in memory, and the named tensors are views of it. So an
 * optimizer or an average handles a whole network in one operation.
 */
public final class Parameters implements AutoCloseable {
  /** Named tensors start at multiples of 64 bytes. */
  private static final int ALIGNMENT = 16;

  private final List<Weight> weights;
  private final Device device;
  private final Tensor trained;
  private final Tensor statistics;
  private final Tensor gradient;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /**
   * Makes the tensors, filled with their initial values.
   *
   * @param seed the seed of random values; the same seed gives the same numbers everywhere
   */
  Parameters(List<Weight> weights, Device device, long seed) {
    this(weights, device, initialValues(seed));
  }

  private Parameters(List<Weight> weights, Device device, Function<Weight, float[]> values) {
    this.weights = List.copyOf(weights);
    this.device = device;
    try (TensorScope scope = TensorScope.withoutGradients()) {
      trained = Tensor.zeros(Precision.FP32, device, space(true)).retain();
      statistics = Tensor.zeros(Precision.FP32, device, space(false)).retain();
      gradient = Tensor.zeros(Precision.FP32, device, space(true)).retain();
      long trainedOffset = 0;
      long statisticsOffset = 0;
      for (Weight w : weights) {
        Tensor tensor;
        if (w.trained()) {
          tensor = view(trained, trainedOffset, w).detach();
          tensor.collectGradient(view(gradient, trainedOffset, w));
          trainedOffset += space(w);
        } else {
          tensor = view(statistics, statisticsOffset, w);
          statisticsOffset += space(w);
        }
        tensor.detach().copyInPlace(Tensor.of(values.apply(w), device, w.shape()));
        tensors.put(w.name(), tensor.retain());
      }
    }
  }

  /**
   * Makes the tensors with the values of a file, after checking that it holds them all: a file that
   * only claims to hold a large network takes no memory.
   *
   * @throws WeightFileException as {@link #load}
   */
  static Parameters of(
      List<Weight> weights, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    requireFitting(weights, arrays, source);
    return new Parameters(weights, device, w -> w.fromFile(arrays.get(w.name()).values()));
  }

  private long space(boolean ofTrained) {
    return weights.stream()
        .filter(w -> w.trained() == ofTrained)
        .mapToLong(Parameters::space)
        .sum();
  }

  private static int space(Weight weight) {
    return (weight.elements() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static Tensor view(Tensor vector, long offset, Weight weight) {
    return vector.narrow(0, offset, weight.elements()).view(weight.shape());
  }

  /** Returns a source of initial values that draws anew for each tensor. */
  private static Function<Weight, float[]> initialValues(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return weight -> weight.initial().values(weight.shape(), random);
  }

  /** Returns the tensor with a name; if it is trained, gradients flow to it. */
  Tensor get(String name) {
    return tensors.get(name);
  }

  /** Returns the declarations of the tensors, in the order of the network. */
  List<Weight> weights() {
    return weights;
  }

  /** Returns the number of trained numbers. */
  public long count() {
    return weights.stream().filter(Weight::trained).mapToLong(Weight::elements).sum();
  }

  /** Returns the device that holds the tensors. */
  public Device device() {
    return device;
  }

  /**
   * Returns the vector of all trained numbers {@code [n]}: writing to it changes the network. Its
   * length exceeds {@link #count} by the padding between tensors, which stays 0.
   */
  public Tensor trained() {
    return trained;
  }

  /** Returns the vector {@code [n]} that {@link Tensor#backward} adds gradients to. */
  public Tensor gradient() {
    return gradient;
  }

  /** Returns the vector of all measured statistics. */
  public Tensor statistics() {
    return statistics;
  }

  /** Copies all tensors out, by name, as in files. */
  public Map<String, WeightArray> toArrays() {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    for (Weight w : weights) {
      arrays.put(w.name(), new WeightArray(w.shape(), w.toFile(tensors.get(w.name()).toFloats())));
    }
    return Collections.unmodifiableMap(arrays);
  }

  /**
   * Loads the values of a file.
   *
   * @param arrays the values by name; names that begin with {@code training.} are ignored
   * @param source the name of the file in errors
   * @throws WeightFileException if a tensor is missing, unknown or of another shape, or holds a
   *     number that is not finite; nothing is changed then
   */
  public void load(Map<String, WeightArray> arrays, String source) throws WeightFileException {
    requireFitting(weights, arrays, source);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      for (Weight w : weights) {
        float[] values = w.fromFile(arrays.get(w.name()).values());
        tensors.get(w.name()).copyInPlace(Tensor.of(values, device, w.shape()));
      }
    }
  }

  private static void requireFitting(
      List<Weight> weights, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    TreeSet<String> unknown = new TreeSet<>(arrays.keySet());
    unknown.removeIf(name -> name.startsWith("training."));
    for (Weight w : weights) {
      WeightArray array = arrays.get(w.name());
      if (array == null) {
        throw new WeightFileException(
            "%s has no tensor %s of shape %s: it holds weights of another network or config"
                .formatted(source, w.name(), Arrays.toString(w.shape())));
      }
      if (!Arrays.equals(array.shape(), w.shape())) {
        throw new WeightFileException(
            "%s: tensor %s has shape %s, expected %s: weights and config do not match"
                .formatted(
                    source, w.name(), Arrays.toString(array.shape()), Arrays.toString(w.shape())));
      }
      for (float value : array.values()) {
        if (!Float.isFinite(value)) {
          throw new WeightFileException(
              "%s: tensor %s holds %s, expected finite numbers: the training diverged or the file is"
                      .formatted(source, w.name(), value)
                  + " damaged");
        }
      }
      unknown.remove(w.name());
    }
    if (!unknown.isEmpty()) {
      throw new WeightFileException(
          "%s has the tensor %s, which this network does not know: it holds weights of another"
                  .formatted(source, unknown.first())
              + " network or config");
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    trained.close();
    statistics.close();
    gradient.close();
  }
}
