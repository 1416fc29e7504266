package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Weight;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * A chain of 3x3 convolutions with ReLU between them, for comparison: DnCNN (Zhang et al. 2017),
 * FFDNet (Zhang et al. 2018), IRCNN, FDnCNN and VDSR are configurations of it.
 *
 * <pre>
 * x_0     = fold(I), and the noise level
 * x_l+1   = ReLU(conv3x3(x_l, dilation_l))     l = 0 .. layers - 2
 * result  = unfold(conv3x3(x_layers-1))        or I minus that, if it is a residual
 * </pre>
 *
 * <p>Folding turns squares of pixels into channels, one channel of the image after the other, each
 * by rows. Where squares do not fit, the last row and column are repeated, and the result is
 * cropped. In the input, the noise level has a sample at every pixel, as for other networks. In the
 * folded image it is a single channel, the last, taken from the first pixel of each square.
 *
 * <p>The BatchNorm of a published network is merged into its convolutions. Weights are named {@code
 * model.0}, {@code model.2}, {@code model.4}: the ReLUs count, too.
 */
public final class Plain implements Network {
  private final PlainConfig config;
  private final PlainLayers layers;
  private final Parameters parameters;

  /** Makes an untrained network. */
  public Plain(PlainConfig config, Device device, long seed) {
    this(config, new Parameters(PlainLayers.of(config).weights(), device, seed));
  }

  private Plain(PlainConfig config, Parameters parameters) {
    this.config = config;
    this.layers = PlainLayers.of(config);
    this.parameters = parameters;
  }

  /** As {@link Networks#create(NetworkConfig, Device, Map, String)}. */
  static Plain of(PlainConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    requireFolded(config, arrays, source);
    List<Weight> weights = PlainLayers.of(config).weights();
    return new Plain(config, Parameters.of(weights, device, arrays, source));
  }

  /** Explains a wrong fold, which the channels of a layer alone would not reveal. */
  private static void requireFolded(
      PlainConfig config, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    WeightArray first = arrays.get(PlainLayers.name(0) + ".weight");
    WeightArray last = arrays.get(PlainLayers.name(config.layers() - 1) + ".weight");
    if (first == null || last == null || first.shape().length != 4 || last.shape().length != 4) {
      return; // reported later, with all names and shapes
    }
    long in = first.shape()[1];
    long out = last.shape()[0];
    if (in != config.firstChannels() || out != config.lastChannels()) {
      throw new WeightFileException(
          "%s: the first layer reads %d channels and the last makes %d, expected %d and %d for fold %d of %d image channels%s: correct fold, imageChannels or noiseChannel in its config"
              .formatted(
                  source,
                  in,
                  out,
                  config.firstChannels(),
                  config.lastChannels(),
                  config.fold(),
                  config.imageChannels(),
                  config.noiseChannel() ? " and the noise level" : ""));
    }
  }

  @Override
  public PlainConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public PlainCost cost() {
    return new PlainCost(config, layers, parameters.device());
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    return inStrips(input, pass.precision(), cost().strips(input, pass.precision()));
  }

  /** Restores images in strips; only one if gradients are recorded, or on a GPU. */
  Tensor inStrips(Tensor input, Precision precision, int strips) {
    try (TensorScope scope = TensorScope.open()) {
      PlainChain chain = chain(precision);
      return scope.keep(
          strips == 1
              ? image(chain.whole(folded(input, chain.full())), input, chain.full())
              : streamed(chain, input, strips));
    }
  }

  private PlainChain chain(Precision precision) {
    PassWeights weights = new PassWeights(parameters, precision);
    List<PlainChain.Layer> bound = new ArrayList<>();
    for (Convolution layer : layers.layers()) {
      Tensor weight = weights.get(layer.weight()).channelsLast();
      int dilation = config.dilation(bound.size());
      bound.add(new PlainChain.Layer(weight, weights.get(layer.bias()), dilation));
    }
    return new PlainChain(bound, precision);
  }

  private Tensor streamed(PlainChain chain, Tensor input, int strips) {
    Tensor result =
        Tensor.zeros(
            chain.full(),
            input.device(),
            input.size(0),
            config.imageChannels(),
            input.size(2),
            input.size(3));
    chain.stream(
        Math.toIntExact(input.size(0)),
        Math.toIntExact(config.squares(input.size(2))),
        Math.toIntExact(config.squares(input.size(3))),
        strips,
        (from, to) -> folded(pixels(input, from, to), chain.full()),
        (from, rows) -> {
          long to = from + rows.size(2);
          pixels(result, from, to).copyInPlace(image(rows, pixels(input, from, to), chain.full()));
        });
    return result;
  }

  /** Returns the rows of an image that make the given rows of the folded one. */
  private Tensor pixels(Tensor image, long from, long to) {
    long first = from * config.fold();
    return image.narrow(2, first, Math.min(to * config.fold(), image.size(2)) - first);
  }

  /** Returns the restored image. */
  private Tensor image(Tensor made, Tensor input, Precision full) {
    Tensor unfolded = unfolded(made, input.size(2), input.size(3));
    return config.residual()
        ? input.narrow(1, 0, config.imageChannels()).to(full).sub(unfolded)
        : unfolded;
  }

  /** Returns the input of the first layer. */
  private Tensor folded(Tensor image, Precision full) {
    Tensor input = image.to(full);
    int fold = config.fold();
    if (fold == 1) {
      return input;
    }
    int right = Math.toIntExact(fold * config.squares(input.size(3)) - input.size(3));
    int bottom = Math.toIntExact(fold * config.squares(input.size(2)) - input.size(2));
    Tensor fitting = right + bottom == 0 ? input : input.padReplicate(right, bottom);
    // After the image's channels, only the first of the noise level's.
    return fitting.pixelUnshuffle(fold).narrow(1, 0, config.firstChannels());
  }

  /** Turns the output of the last layer into an image of a size. */
  private Tensor unfolded(Tensor result, long height, long width) {
    return config.fold() == 1
        ? result
        : result.pixelShuffle(config.fold()).narrow(2, 0, height).narrow(3, 0, width);
  }
}
