package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.selfsame.network.Parameters.Declaration;
import org.selfsame.network.Parameters.Initial;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * A chain of convolutions of 3x3 with ReLU between them, to compare with: DnCNN (Zhang et al.
 * 2017), FFDNet (Zhang et al. 2018), IRCNN, FDnCNN and VDSR are configurations of it.
 *
 * <pre>
 * x_0     = fold(I), and the noise level
 * x_l+1   = ReLU(conv3x3(x_l, dilation_l))     l = 0 .. layers - 2
 * result  = unfold(conv3x3(x_layers-1))        or I less that, where it is a residual
 * </pre>
 *
 * <p>To fold an image is to make a square of pixels channels, one channel of the image after the
 * other, each by rows. Where squares do not fit, the last row and column are repeated, and the
 * result is cut back. The noise level is that of the first pixel of each square: it has a sample in
 * every pixel of the input, as for other networks, and is one channel of a folded image, the last.
 *
 * <p>BatchNorm of a published network is part of its convolutions here. Weights are named {@code
 * model.0}, {@code model.2}, {@code model.4}, as the ReLUs count.
 */
public final class Plain implements Network {
  /** The name in weight files. */
  public static final String NAME = "plain";

  /** The name in weight files of when there was no other plain network than DnCNN. */
  static final String FORMER_NAME = "dncnn";

  /** Larger tiles are no faster, but for those that share more than a fraction of their side. */
  private static final int LEAST_TILE = 512;

  /** Of networks that reach further than any published one, tiles see less than all. */
  private static final int LARGEST_OVERLAP = 256;

  private final PlainConfig config;
  private final Parameters parameters;

  /** Makes an untrained network. */
  public Plain(PlainConfig config, Device device, long seed) {
    this(config, new Parameters(declarations(config), device, seed));
  }

  private Plain(PlainConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /**
   * Makes a network with the weights of a file, as {@link NetworkConfig#create(Device, Map,
   * String)}.
   */
  public static Plain of(
      PlainConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    requireFolded(config, arrays, source);
    return new Plain(config, Parameters.of(declarations(config), device, arrays, source));
  }

  /** Says what is wrong where a layer's channels alone would not tell. */
  private static void requireFolded(
      PlainConfig config, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    WeightArray first = arrays.get(layer(0) + ".weight");
    WeightArray last = arrays.get(layer(config.layers() - 1) + ".weight");
    if (first == null || last == null || first.shape().length != 4 || last.shape().length != 4) {
      return; // told with the names and shapes of all
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

  private static List<Declaration> declarations(PlainConfig config) {
    List<Declaration> list = new ArrayList<>();
    int last = config.layers() - 1;
    for (int i = 0; i <= last; i++) {
      int in = i == 0 ? config.firstChannels() : config.features();
      int out = i == last ? config.lastChannels() : config.features();
      list.addAll(Declaration.conv(layer(i), in, out, 3, Initial.XAVIER));
    }
    return list;
  }

  static String layer(int index) {
    return "model." + 2 * index;
  }

  @Override
  public PlainConfig config() {
    return config;
  }

  @Override
  public int neighborhood() {
    return 1;
  }

  /** A quarter of the overlap is not used: with what a pixel depends on, tiles change nothing. */
  @Override
  public TileShape tiles() {
    int overlap = Math.min(LARGEST_OVERLAP, 4 * config.reach());
    return new TileShape(Math.max(LEAST_TILE, 8 * overlap), overlap, config.fold());
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** Two layers' features, what a convolution works in, and the image folded and as it is. */
  @Override
  public long workingBytesPerPixel(Precision precision) {
    long features = 3L * config.features() * precision.bytes();
    long ends = (long) (config.firstChannels() + config.lastChannels()) * Float.BYTES;
    long square = (long) config.fold() * config.fold();
    long images = (long) (config.inputChannels() + config.imageChannels()) * Float.BYTES;
    return (features + ends + square - 1) / square + images;
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    return pixels * workingBytesPerPixel(precision);
  }

  @Override
  public long necessaryFlop(int height, int width) {
    long hidden = (config.layers() - 2L) * config.features() * config.features();
    long ends = (long) (config.firstChannels() + config.lastChannels()) * config.features();
    return 2 * 9 * (hidden + ends) * squares(height) * squares(width);
  }

  /** Returns how many squares of folded pixels cover so many of them. */
  private long squares(long pixels) {
    return (pixels + config.fold() - 1) / config.fold();
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    int last = config.layers() - 1;
    List<String> ends = List.of(layer(0) + ".", layer(last) + ".");
    try (TensorScope scope = TensorScope.open()) {
      // Images are not rounded on their way in and out; that is cheap.
      PassWeights weights =
          new PassWeights(
              parameters, pass.precision(), name -> ends.stream().anyMatch(name::startsWith));
      Tensor whole = input.to(weights.full());
      Tensor features = conv(weights, folded(whole), 0).reluInPlace().channelsLast();
      for (int i = 1; i < last; i++) {
        Tensor next = conv(weights, features, i).reluInPlace();
        features.close(); // of a large image, all layers together would fill the memory
        features = next;
      }
      Tensor result = unfolded(conv(weights, features, last), input.size(2), input.size(3));
      Tensor image = whole.narrow(1, 0, config.imageChannels());
      return scope.keep(config.residual() ? image.sub(result) : result);
    }
  }

  private Tensor conv(PassWeights weights, Tensor x, int index) {
    return weights.dilatedConv(x, layer(index), config.dilation(index));
  }

  /** Returns what the first layer reads. */
  private Tensor folded(Tensor input) {
    int fold = config.fold();
    if (fold == 1) {
      return input;
    }
    int right = Math.toIntExact(fold * squares(input.size(3)) - input.size(3));
    int bottom = Math.toIntExact(fold * squares(input.size(2)) - input.size(2));
    Tensor fitting = right + bottom == 0 ? input : input.padReplicate(right, bottom);
    // Behind the image's channels, the first of those of the noise level.
    return fitting.pixelUnshuffle(fold).narrow(1, 0, config.firstChannels());
  }

  /** Returns what the last layer made as an image of a size. */
  private Tensor unfolded(Tensor result, long height, long width) {
    return config.fold() == 1
        ? result
        : result.pixelShuffle(config.fold()).narrow(2, 0, height).narrow(3, 0, width);
  }

  @Override
  public boolean isNonlocal() {
    return false;
  }

  /** There is nothing to observe. */
  @Override
  public PixelMaps observe(Tensor input, Pass pass, int y, int x) {
    throw Network.notNonlocal(this);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
