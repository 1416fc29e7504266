package org.selfsame.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The named numbers of a network, in fp32: those that are trained, and the statistics of BatchNorm,
 * which are only measured.
 *
 * <p>Each of the two kinds is one vector in memory, and the named tensors are views of it, so that
 * an optimizer or an average treats a whole network in one operation.
 */
public final class Parameters implements AutoCloseable {
  /** Named tensors start at multiples of 64 bytes. */
  private static final int ALIGNMENT = 16;

  /** What a tensor holds before training. */
  enum Initial {
    ZERO,
    ONE,
    /** Uniform, of variance 2 / (fan in + fan out) (Glorot and Bengio 2010). */
    XAVIER,
    /** Uniform, of variance 1 / (3 fan in), as PyTorch begins with convolutions. */
    FAN_IN
  }

  /**
   * A tensor that a network asks for.
   *
   * @param unit what its numbers are multiplied with in files; a power of 2, so that nothing is
   *     rounded
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Declaration(String name, boolean trained, Initial initial, float unit, long[] shape) {
    static Declaration of(String name, boolean trained, Initial initial, long... shape) {
      return new Declaration(name, trained, initial, 1, shape);
    }

    /** Declares weights {@code [out, in, kernel, kernel]} and biases {@code [out]}. */
    static List<Declaration> conv(String name, int in, int out, int kernel, Initial initial) {
      return List.of(
          of(name + ".weight", true, initial, out, in, kernel, kernel),
          of(name + ".bias", true, Initial.ZERO, out));
    }

    Declaration inUnitsOf(double other) {
      return new Declaration(name, trained, initial, (float) other, shape);
    }

    /** Returns numbers times a factor. */
    private static float[] scaled(float[] values, float factor) {
      float[] result = values.clone();
      for (int i = 0; i < result.length; i++) {
        result[i] *= factor;
      }
      return result;
    }

    float[] fromFile(float[] values) {
      return scaled(values, 1 / unit);
    }

    float[] toFile(float[] values) {
      return scaled(values, unit);
    }

    int elements() {
      return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    int space() {
      return (elements() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  private final List<Declaration> declarations;
  private final Device device;
  private final Tensor trained;
  private final Tensor statistics;
  private final Tensor gradient;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /**
   * Makes the tensors, filled with their initial values.
   *
   * @param seed of the random ones: the same seed gives the same numbers everywhere
   */
  Parameters(List<Declaration> declarations, Device device, long seed) {
    this(declarations, device, initialValues(seed));
  }

  private Parameters(
      List<Declaration> declarations, Device device, Function<Declaration, float[]> values) {
    this.declarations = List.copyOf(declarations);
    this.device = device;
    try (TensorScope scope = TensorScope.withoutGradients()) {
      trained = Tensor.zeros(Precision.FP32, device, space(true)).retain();
      statistics = Tensor.zeros(Precision.FP32, device, space(false)).retain();
      gradient = Tensor.zeros(Precision.FP32, device, space(true)).retain();
      long trainedOffset = 0;
      long statisticsOffset = 0;
      for (Declaration d : declarations) {
        Tensor tensor;
        if (d.trained) {
          tensor = view(trained, trainedOffset, d).detach();
          tensor.collectGradient(view(gradient, trainedOffset, d));
          trainedOffset += d.space();
        } else {
          tensor = view(statistics, statisticsOffset, d);
          statisticsOffset += d.space();
        }
        tensor.detach().copyInPlace(Tensor.of(values.apply(d), device, d.shape));
        tensors.put(d.name, tensor.retain());
      }
    }
  }

  /**
   * Makes the tensors with the values of a file, once it is known to hold them all: a file that
   * only claims a large network takes no memory.
   *
   * @throws WeightFileException as {@link #load}
   */
  static Parameters of(
      List<Declaration> declarations, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    requireFitting(declarations, arrays, source);
    return new Parameters(declarations, device, d -> d.fromFile(arrays.get(d.name).values()));
  }

  private long space(boolean ofTrained) {
    return declarations.stream()
        .filter(d -> d.trained == ofTrained)
        .mapToLong(Declaration::space)
        .sum();
  }

  private static Tensor view(Tensor vector, long offset, Declaration declaration) {
    return vector.narrow(0, offset, declaration.elements()).view(declaration.shape);
  }

  /** Draws anew for each tensor that is asked for. */
  private static Function<Declaration, float[]> initialValues(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return declaration -> initialValues(declaration, random);
  }

  private static float[] initialValues(Declaration declaration, SplittableRandom random) {
    float[] values = new float[declaration.elements()];
    switch (declaration.initial) {
      case ZERO -> {}
      case ONE -> Arrays.fill(values, 1);
      case XAVIER -> {
        long[] shape = declaration.shape; // [out, in, height, width]
        fillUniformly(values, 6.0 / ((shape[0] + shape[1]) * shape[2] * shape[3]), random);
      }
      case FAN_IN -> {
        long[] shape = declaration.shape;
        fillUniformly(values, 1.0 / (shape[1] * shape[2] * shape[3]), random);
      }
    }
    return values;
  }

  private static void fillUniformly(float[] values, double square, SplittableRandom random) {
    double bound = Math.sqrt(square);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
  }

  /** Returns the tensor of a name, which a gradient flows to if it is a trained one. */
  Tensor get(String name) {
    return tensors.get(name);
  }

  /** Returns all names, in the order of the network. */
  Set<String> names() {
    return tensors.keySet();
  }

  /** Returns the number of trained numbers. */
  public long count() {
    return declarations.stream().filter(d -> d.trained).mapToLong(Declaration::elements).sum();
  }

  /** Returns where the tensors are. */
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

  /** Copies all tensors out, under their names, as files have them. */
  public Map<String, WeightArray> toArrays() {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    for (Declaration d : declarations) {
      arrays.put(d.name, new WeightArray(d.shape, d.toFile(tensors.get(d.name).toFloats())));
    }
    return Collections.unmodifiableMap(arrays);
  }

  /**
   * Takes over the values of a file.
   *
   * @param arrays by name; names that begin with {@code training.} are passed over
   * @param source what to call the file in an error
   * @throws WeightFileException if a tensor is missing, unknown, of another shape, or holds a
   *     number that is not finite; nothing has been changed then
   */
  public void load(Map<String, WeightArray> arrays, String source) throws WeightFileException {
    requireFitting(declarations, arrays, source);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      for (Declaration d : declarations) {
        float[] values = d.fromFile(arrays.get(d.name).values());
        tensors.get(d.name).copyInPlace(Tensor.of(values, device, d.shape));
      }
    }
  }

  private static void requireFitting(
      List<Declaration> declarations, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    TreeSet<String> unknown = new TreeSet<>(arrays.keySet());
    unknown.removeIf(name -> name.startsWith("training."));
    for (Declaration d : declarations) {
      WeightArray array = arrays.get(d.name);
      if (array == null) {
        throw new WeightFileException(
            "%s has no tensor %s of shape %s: it holds weights of another network or config"
                .formatted(source, d.name, Arrays.toString(d.shape)));
      }
      if (!Arrays.equals(array.shape(), d.shape)) {
        throw new WeightFileException(
            "%s: tensor %s has shape %s, expected %s: weights and config do not belong together"
                .formatted(
                    source, d.name, Arrays.toString(array.shape()), Arrays.toString(d.shape)));
      }
      for (float value : array.values()) {
        if (!Float.isFinite(value)) {
          throw new WeightFileException(
              "%s: tensor %s holds %s, expected finite numbers: the training diverged or the file is"
                      .formatted(source, d.name, value)
                  + " damaged");
        }
      }
      unknown.remove(d.name);
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
