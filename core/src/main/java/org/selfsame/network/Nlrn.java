package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.network.Parameters.Declaration;
import org.selfsame.network.Parameters.Initial;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.nonlocal.ObservedCorrelation;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The non-local recurrent network (Liu et al., NeurIPS 2018).
 *
 * <pre>
 * s0 = conv3x3(BN(I))                                            equation (7), Figure 2
 * for t = 1..T, from x = s0 and E = 0:
 *   a = ReLU(BN_t1(x))
 *   E = theta(a) psi(a)^T + E                                    Figure 3
 *   z = softmax(E) g(a)                                          equation (6)
 *   b = conv3x3_a(BN_t2(a + z))
 *   x = conv3x3_b(ReLU(BN_t3(b))) + s0
 * result = I + conv3x3_end(ReLU(BN(x)))
 * </pre>
 *
 * <p>The convolutions' weights are shared by all steps, BatchNorm is each step's own.
 */
public final class Nlrn implements Network {
  /** The name in weight files. */
  public static final String NAME = "nlrn";

  // As in the authors' released code.
  static final double EPSILON = 1e-3;
  private static final double MOMENTUM = 0.01;

  private final NlrnConfig config;
  private final Fold fold;
  private final Parameters parameters;

  /**
   * Makes an untrained network: Xavier-uniform weights, zero biases, and zero {@code g}, so that
   * the non-local modules have no effect yet.
   */
  public Nlrn(NlrnConfig config, Device device, long seed) {
    this(config, new Parameters(declarations(config), device, seed));
  }

  private Nlrn(NlrnConfig config, Parameters parameters) {
    this.config = config;
    this.fold = new Fold(config.fold());
    this.parameters = parameters;
  }

  /**
   * Makes a network with the weights of a file.
   *
   * @param arrays by name; names that begin with {@code training.} are passed over
   * @param source what to call the file in an error
   * @throws WeightFileException if a tensor is missing, unknown, of another shape than the config
   *     asks for, or holds a number that is not finite
   */
  public static Nlrn of(
      NlrnConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    requireFold(config, arrays, source);
    return new Nlrn(config, Parameters.of(declarations(config), device, arrays, source));
  }

  /** A config that tells of another fold than the weights have can be set right. */
  private static void requireFold(NlrnConfig config, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    WeightArray bias = arrays.get("output_conv.bias");
    if (bias != null && bias.values().length != config.foldedChannels()) {
      throw new WeightFileException(
          ("%s: tensor output_conv.bias has %d numbers, expected %d, imageChannels %d * fold %d^2:"
                  + " weights and config do not belong together; give the config the fold and"
                  + " imageChannels that they were trained with")
              .formatted(
                  source,
                  bias.values().length,
                  config.foldedChannels(),
                  config.imageChannels(),
                  config.fold()));
    }
  }

  private static List<Declaration> declarations(NlrnConfig config) {
    List<Declaration> list = new ArrayList<>();
    int c = config.channels();
    declareNorm(list, "input_norm", config.foldedInputChannels());
    list.addAll(Declaration.conv("input_conv", config.foldedInputChannels(), c, 3, Initial.XAVIER));
    for (int t = 0; t < config.steps(); t++) {
      for (String norm : List.of("norm1", "norm2", "norm3")) {
        declareNorm(list, "steps." + t + "." + norm, c);
      }
    }
    for (int t = 0; t < (config.tied() ? 1 : config.steps()); t++) {
      declareStep(list, config, t);
    }
    declareNorm(list, "output_norm", c);
    list.addAll(Declaration.conv("output_conv", c, config.foldedChannels(), 3, Initial.XAVIER));
    return list;
  }

  private static void declareStep(List<Declaration> list, NlrnConfig config, int step) {
    String prefix = prefix(config, step);
    int c = config.channels();
    boolean local = config.nonlocalEvery() == 0;
    if (local || config.isNonlocal(step)) {
      if (local || config.affinity().usesTheta()) {
        list.addAll(Declaration.conv(prefix + "theta", c, config.embedding(), 1, Initial.XAVIER));
      }
      if (local || config.affinity().usesPsi()) {
        list.addAll(Declaration.conv(prefix + "psi", c, config.embedding(), 1, Initial.XAVIER));
      }
      list.addAll(Declaration.conv(prefix + "g", c, c, 1, Initial.ZERO));
    }
    list.addAll(Declaration.conv(prefix + "conv_a", c, c, 3, Initial.XAVIER));
    list.addAll(Declaration.conv(prefix + "conv_b", c, c, 3, Initial.XAVIER));
  }

  private static void declareNorm(List<Declaration> list, String name, int channels) {
    list.add(Declaration.of(name + ".weight", true, Initial.ONE, channels));
    list.add(Declaration.of(name + ".bias", true, Initial.ZERO, channels));
    list.add(Declaration.of(name + ".running_mean", false, Initial.ZERO, channels));
    list.add(Declaration.of(name + ".running_var", false, Initial.ONE, channels));
  }

  /** Where the weights of a step's convolutions are. */
  private static String prefix(NlrnConfig config, int step) {
    return config.tied() ? "" : "steps." + step + ".";
  }

  @Override
  public NlrnConfig config() {
    return config;
  }

  @Override
  public int neighborhood() {
    return config.neighborhood() == 1 ? 1 : fold.factor() * config.neighborhood();
  }

  /**
   * Beyond so many squares along a side, a large image took longer: see docs/performance.md. The
   * overlap is no fewer than 16 squares.
   */
  @Override
  public TileShape tiles() {
    int alignment = fold.factor() * config.block();
    return new TileShape(512 * fold.factor(), Math.max(48, 16 * fold.factor()), alignment);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long workingBytesPerPixel(Precision precision) {
    long images = 4L * config.foldedInputChannels();
    long features = 10L * config.channels(); // of a step, at once
    int embedding = config.affinity().usesTheta() ? config.embedding() : config.channels() + 1;
    long correlations =
        Correlation.elementsPerPixel(config.window(), embedding, config.nonlocalSteps());
    long pixels = (long) fold.factor() * fold.factor();
    return (images + features + correlations + pixels - 1) / pixels * precision.bytes();
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    long squareOfPixels = (long) fold.factor() * fold.factor();
    long positions = (pixels + squareOfPixels - 1) / squareOfPixels;
    long features = 10L * config.channels() + 2L * config.embedding() * config.steps();
    long correlations = 3 * positions; // the state, its successor, and their softmax
    return positions * (features + correlations) * precision.bytes();
  }

  @Override
  public long necessaryFlop(int height, int width) {
    return config.necessaryFlop(height, width);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    try (Correlation correlation = newCorrelation(pass.reach())) {
      return forward(input, pass, correlation);
    }
  }

  @Override
  public boolean isNonlocal() {
    return config.nonlocalEvery() > 0;
  }

  @Override
  public PixelMaps observe(Tensor input, Pass pass, int y, int x) {
    Network.requirePixel(this, input, y, x);
    int height = fold.squares((int) input.size(2));
    int width = fold.squares((int) input.size(3));
    int row = y / fold.factor();
    int column = x / fold.factor();
    Neighborhood neighborhood = neighborhood(pass.reach(), height, width, row, column);
    try (TensorScope scope = TensorScope.withoutGradients();
        ObservedCorrelation observed =
            new ObservedCorrelation(
                newCorrelation(pass.reach()),
                config.affinity(),
                config.propagate(),
                neighborhood,
                row,
                column)) {
      forward(input, pass, observed);
      int[] states = IntStream.range(0, config.steps()).filter(config::isNonlocal).toArray();
      List<CorrelationMap> maps = new ArrayList<>();
      for (Image weights : observed.weights()) {
        maps.add(
            new CorrelationMap(
                states[maps.size()] + 1, fold.pixels(neighborhood), weights, fold.factor()));
      }
      return new PixelMaps(maps, List.of());
    }
  }

  private Neighborhood neighborhood(Pass.Reach reach, int height, int width, int y, int x) {
    return switch (reach) {
      case PATCH -> Neighborhood.ofPatch(height, width);
      case WINDOW -> Neighborhood.ofWindow(height, width, config.window(), y, x);
    };
  }

  private Tensor forward(Tensor input, Pass pass, Correlation correlation) {
    try (TensorScope scope = TensorScope.open()) {
      Precision full = pass.precision() == Precision.FP64 ? Precision.FP64 : Precision.FP32;
      Tensor degraded = input.to(full);
      Tensor image = degraded.narrow(1, 0, config.imageChannels());
      Tensor folded = folded(degraded, image);
      Tensor residual =
          pass.training() || TensorScope.recordsGradients()
              ? new Layers(pass, correlation).residual(folded)
              : new MergedNlrn(config, parameters, pass.precision(), correlation).residual(folded);
      return scope.keep(image.add(fold.unfold(residual, input.size(2), input.size(3))));
    }
  }

  private Tensor folded(Tensor degraded, Tensor image) {
    if (fold.factor() == 1) {
      return degraded;
    }
    Tensor folded = fold.fold(image);
    return config.noiseChannel()
        ? Tensor.concatenate(
            1, List.of(folded, fold.sample(degraded.narrow(1, config.imageChannels(), 1))))
        : folded;
  }

  /**
   * A pass layer by layer, for training. With given statistics {@link MergedNlrn} does the same,
   * but the gradients of what it merges cost more than it saves.
   */
  private final class Layers {
    private final boolean training;
    private final PassWeights weights;
    private final Correlation correlation;

    Layers(Pass pass, Correlation correlation) {
      this.correlation = correlation;
      training = pass.training();
      weights =
          new PassWeights(
              parameters,
              pass.precision(),
              // The image's own convolution is cheap: in full precision it does not round the
              // noise.
              name -> name.contains("norm") || name.startsWith("input_conv"));
    }

    Tensor residual(Tensor folded) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor first =
            conv(norm(folded.channelsLast(), "input_norm"), "input_conv", 1)
                .channelsLast()
                .to(weights.get("output_conv.weight").precision());
        Tensor state = first;
        for (int t = 0; t < config.steps(); t++) {
          state = step(t, state, first);
        }
        Tensor last = norm(state, "output_norm").reluInPlace();
        return scope.keep(conv(last, "output_conv", 1).to(weights.full()));
      }
    }

    private Tensor step(int t, Tensor state, Tensor first) {
      String shared = prefix(config, t);
      String own = "steps." + t + ".";
      NonlocalModule module =
          new NonlocalModule(config.affinity(), (x, name) -> conv(x, shared + name, 0));
      try (TensorScope scope = TensorScope.open()) {
        Tensor a = norm(state, own + "norm1").reluInPlace();
        Tensor mixed = a;
        if (config.isNonlocal(t)) {
          mixed = a.add(module.average(a, conv(a, shared + "g", 0), correlation));
        } else if (config.nonlocalEvery() == 0) {
          mixed = a.add(module.local(a));
        }
        Tensor b = norm(conv(norm(mixed, own + "norm2"), shared + "conv_a", 1), own + "norm3");
        return scope.keep(conv(b.reluInPlace(), shared + "conv_b", 1).addInPlace(first, 1));
      }
    }

    private Tensor conv(Tensor x, String name, int padding) {
      return weights.conv(x, name, 1, padding);
    }

    private Tensor norm(Tensor x, String name) {
      return x.batchNorm(
          weights.get(name + ".weight"),
          weights.get(name + ".bias"),
          weights.get(name + ".running_mean"),
          weights.get(name + ".running_var"),
          training,
          MOMENTUM,
          EPSILON);
    }
  }

  private Correlation newCorrelation(Pass.Reach reach) {
    return switch (reach) {
      case PATCH -> Correlation.patch(config.affinity(), config.propagate());
      case WINDOW ->
          Correlation.windowed(
              config.affinity(), config.propagate(), config.window(), config.nonlocalSteps());
    };
  }

  @Override
  public void close() {
    parameters.close();
  }
}
