package org.selfsame.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.selfsame.network.layer.BatchNorm;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Initial;
import org.selfsame.network.layer.Layer;
import org.selfsame.network.layer.LayerGroup;
import org.selfsame.network.layer.Weight;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The layers of an {@link Nlrn}, and the names of their weights.
 *
 * @param inputNorm normalizes the folded image, and the noise channel if there is one
 * @param inputConv turns it into the first state
 * @param steps one per state; tied convolutions have the same names in all
 * @param outputNorm normalizes the last state
 * @param outputConv turns it into the folded residual image
 */
public record NlrnLayers(
    BatchNorm inputNorm,
    Convolution inputConv,
    List<Step> steps,
    BatchNorm outputNorm,
    Convolution outputConv)
    implements LayerGroup {

  /** The last part of the name of a convolution that makes queries. */
  public static final String THETA = "theta";

  /** The last part of the name of a convolution that makes keys. */
  public static final String PSI = "psi";

  /**
   * The layers of one recurrence (Figure 2).
   *
   * @param norm1 normalizes the state before
   * @param norm2 normalizes the input of {@code convA}
   * @param norm3 normalizes the input of {@code convB}
   * @param branch the branch added to the features, if any
   * @param convA 3x3
   * @param convB 3x3
   */
  public record Step(
      BatchNorm norm1,
      BatchNorm norm2,
      BatchNorm norm3,
      Optional<NlrnBranch> branch,
      Convolution convA,
      Convolution convB) {

    static Step of(NlrnConfig config, int step) {
      String own = prefix(step);
      String shared = config.tied() ? "" : own;
      int c = config.channels();
      return new Step(
          BatchNorm.of(own + "norm1", c),
          BatchNorm.of(own + "norm2", c),
          BatchNorm.of(own + "norm3", c),
          branch(config, step, shared),
          Convolution.of(shared + "conv_a", c, c, 3, Initial.XAVIER),
          Convolution.of(shared + "conv_b", c, c, 3, Initial.XAVIER));
    }

    private static Optional<NlrnBranch> branch(NlrnConfig config, int step, String prefix) {
      int c = config.channels();
      int l = config.embedding();
      Convolution theta = Convolution.of(prefix + THETA, c, l, 1, Initial.XAVIER);
      Convolution psi = Convolution.of(prefix + PSI, c, l, 1, Initial.XAVIER);
      Convolution g = Convolution.of(prefix + "g", c, c, 1, Initial.ZERO);
      if (config.nonlocalEvery() == 0) {
        return Optional.of(new LocalBranch(theta, psi, g));
      }
      return config.isNonlocal(step)
          ? Optional.of(
              new NonlocalModule(
                  config.affinity(),
                  Optional.of(theta).filter(used -> config.affinity().usesTheta()),
                  Optional.of(psi).filter(used -> config.affinity().usesPsi()),
                  g))
          : Optional.empty();
    }

    /** Returns the layers that belong to this step alone. */
    List<BatchNorm> norms() {
      return List.of(norm1, norm2, norm3);
    }

    /** Returns the layers that all steps may share. */
    public List<Layer> convolutions() {
      return Stream.concat(branch.stream(), Stream.of(convA, convB)).toList();
    }

    /** Returns the next state. */
    Tensor apply(
        Tensor state, Tensor first, Weights weights, Correlation correlation, boolean training) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor a = norm1.apply(state, weights, training).reluInPlace();
        Tensor mixed = branch.map(added -> a.add(added.apply(a, weights, correlation))).orElse(a);
        Tensor b =
            norm3.apply(
                convA.apply(norm2.apply(mixed, weights, training), weights), weights, training);
        return scope.keep(convB.apply(b.reluInPlace(), weights).addInPlace(first));
      }
    }
  }

  /** Composes a network. */
  public static NlrnLayers of(NlrnConfig config) {
    int c = config.channels();
    int in = config.foldedInputChannels();
    return new NlrnLayers(
        BatchNorm.of("input_norm", in),
        // This convolution is cheap, and in full precision it does not round the noise.
        Convolution.of("input_conv", in, c, 3, Initial.XAVIER).exactly(),
        IntStream.range(0, config.steps()).mapToObj(step -> Step.of(config, step)).toList(),
        BatchNorm.of("output_norm", c),
        Convolution.of("output_conv", c, config.foldedChannels(), 3, Initial.XAVIER));
  }

  /** Returns the prefix of the names of a step's own weights. */
  public static String prefix(int step) {
    return "steps." + step + ".";
  }

  @Override
  public List<Layer> layers() {
    List<Layer> list = new ArrayList<>(List.of(inputNorm, inputConv));
    steps.forEach(step -> list.addAll(step.norms()));
    steps.forEach(step -> list.addAll(step.convolutions()));
    list.addAll(List.of(outputNorm, outputConv));
    return list;
  }

  /** {@inheritDoc} Shared weights appear once. */
  @Override
  public List<Weight> weights() {
    Map<String, Weight> named = new LinkedHashMap<>();
    LayerGroup.super.weights().forEach(weight -> named.putIfAbsent(weight.name(), weight));
    return List.copyOf(named.values());
  }

  /** Returns {@link #products()}, plus those of each pixel with the given number of keys. */
  long products(long keys) {
    return layers().stream()
        .mapToLong(
            layer -> layer instanceof NlrnBranch branch ? branch.products(keys) : layer.products())
        .sum();
  }

  /** Returns the folded residual image. Gradients may be recorded. */
  Tensor residual(Tensor folded, PassWeights weights, Correlation correlation, boolean training) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor first =
          inputConv
              .apply(inputNorm.apply(folded.channelsLast(), weights, training), weights)
              .channelsLast()
              .to(weights.precision());
      Tensor state = first;
      for (Step step : steps) {
        state = step.apply(state, first, weights, correlation, training);
      }
      Tensor last = outputNorm.apply(state, weights, training).reluInPlace();
      return scope.keep(outputConv.apply(last, weights).to(weights.full()));
    }
  }
}
