package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.network.layer.Weight;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.nonlocal.ObservedCorrelation;
import org.selfsame.tensor.Device;
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
 * <p>All steps share the weights of the convolutions; each step has its own BatchNorm.
 */
public final class Nlrn implements NonlocalNetwork {
  private final NlrnConfig config;
  private final NlrnLayers layers;
  private final Fold fold;
  private final Parameters parameters;

  /**
   * Makes an untrained network: Xavier-uniform weights, zero biases, and zero {@code g}, so that
   * the non-local modules have no effect at first.
   */
  public Nlrn(NlrnConfig config, Device device, long seed) {
    this(config, new Parameters(NlrnLayers.of(config).weights(), device, seed));
  }

  private Nlrn(NlrnConfig config, Parameters parameters) {
    this.config = config;
    this.layers = NlrnLayers.of(config);
    this.fold = new Fold(config.fold());
    this.parameters = parameters;
  }

  /** As {@link Networks#create(NetworkConfig, Device, Map, String)}. */
  static Nlrn of(NlrnConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    NlrnLayers layers = NlrnLayers.of(config);
    requireFold(config, layers.outputConv().bias(), arrays, source);
    return new Nlrn(config, Parameters.of(layers.weights(), device, arrays, source));
  }

  /** If the config's fold is not that of the weights, says how to correct it. */
  private static void requireFold(
      NlrnConfig config, Weight bias, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    WeightArray array = arrays.get(bias.name());
    if (array != null && array.values().length != bias.elements()) {
      throw new WeightFileException(
          ("%s: tensor %s has %d numbers, expected %d, imageChannels %d * fold %d^2:"
                  + " weights and config do not match; give the config the fold and"
                  + " imageChannels that they were trained with")
              .formatted(
                  source,
                  bias.name(),
                  array.values().length,
                  bias.elements(),
                  config.imageChannels(),
                  config.fold()));
    }
  }

  @Override
  public NlrnConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Cost cost() {
    return new NlrnCost(config, layers);
  }

  @Override
  public OptionalInt neighborhood() {
    return config.neighborhood() == 1
        ? OptionalInt.empty()
        : OptionalInt.of(fold.factor() * config.neighborhood());
  }

  @Override
  public boolean comparesPixels() {
    return config.nonlocalEvery() > 0;
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    try (Correlation correlation = newCorrelation(pass.reach())) {
      return forward(input, pass, correlation);
    }
  }

  @Override
  public PixelMaps observe(Tensor input, Pass pass, int y, int x) {
    NonlocalNetwork.requirePixel(this, input, y, x);
    int height = fold.squares((int) input.size(2));
    int width = fold.squares((int) input.size(3));
    int row = y / fold.factor();
    int column = x / fold.factor();
    Neighborhood around = around(pass.reach(), height, width, row, column);
    try (TensorScope scope = TensorScope.withoutGradients();
        ObservedCorrelation observed =
            new ObservedCorrelation(
                newCorrelation(pass.reach()),
                config.affinity(),
                config.propagate(),
                around,
                row,
                column)) {
      forward(input, pass, observed);
      int[] states = IntStream.range(0, config.steps()).filter(config::isNonlocal).toArray();
      List<CorrelationMap> maps = new ArrayList<>();
      for (Image weights : observed.weights()) {
        maps.add(
            new CorrelationMap(
                states[maps.size()] + 1, fold.pixels(around), weights, fold.factor()));
      }
      return new PixelMaps(maps, List.of());
    }
  }

  private Neighborhood around(Pass.Reach reach, int height, int width, int y, int x) {
    return switch (reach) {
      case PATCH -> Neighborhood.ofPatch(height, width);
      case WINDOW -> Neighborhood.ofWindow(height, width, config.window(), y, x);
    };
  }

  private Tensor forward(Tensor input, Pass pass, Correlation correlation) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor degraded = input.to(PassWeights.full(pass.precision()));
      Tensor image = degraded.narrow(1, 0, config.imageChannels());
      Tensor residual = residual(folded(degraded, image), pass, correlation);
      return scope.keep(image.add(fold.unfold(residual, input.size(2), input.size(3))));
    }
  }

  /**
   * {@link MergedNlrn} is faster with stored statistics, but its gradients cost more than it saves.
   */
  private Tensor residual(Tensor folded, Pass pass, Correlation correlation) {
    return pass.training() || TensorScope.recordsGradients()
        ? layers.residual(
            folded, new PassWeights(parameters, pass.precision()), correlation, pass.training())
        : new MergedNlrn(layers, parameters, pass.precision(), correlation).residual(folded);
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

  private Correlation newCorrelation(Pass.Reach reach) {
    return switch (reach) {
      case PATCH -> Correlation.patch(config.affinity(), config.propagate());
      case WINDOW ->
          Correlation.windowed(
              config.affinity(), config.propagate(), config.window(), config.nonlocalSteps());
    };
  }
}
