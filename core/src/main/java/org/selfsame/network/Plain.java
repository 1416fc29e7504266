package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.selfsame.network.Parameters.Declaration;
import org.selfsame.network.Parameters.Initial;
import org.selfsame.tensor.Cores;
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

  /** Of larger tiles, what they share is hardly any of them; and they tell of progress seldom. */
  private static final int LARGEST_TILE = 4096;

  /** Of networks that reach further than any published one, tiles see less than all. */
  private static final int LARGEST_OVERLAP = 256;

  /** Features of a strip: what a core reads and what it makes are to stay in its cache. */
  private static final long STRIP_BYTES = 4L << 20;

  /** Features of an image that gains nothing from strips, as it stays in the cache as a whole. */
  private static final long WHOLE_BYTES = 16L << 20;

  /** Lower strips would copy as many rows as they make. */
  private static final int LEAST_ROWS = 8;

  /** What a layer reads and makes, and a third for what it works in or a change of precision. */
  private static final int FEATURES_AT_ONCE = 3;

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
    return new TileShape(LARGEST_TILE, overlap, config.fold());
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long workingBytesPerPixel(Precision precision) {
    long pixels = (long) LARGEST_TILE * LARGEST_TILE;
    return (workingBytesOfSquare(LARGEST_TILE, precision) + pixels - 1) / pixels;
  }

  /**
   * The image and the result, and the features: of all pixels on a GPU and of a small image, or
   * else of a strip for each core, and of the rows that strips leave to the next.
   */
  @Override
  public long workingBytesOfSquare(int side, Precision precision) {
    long pixels = (long) side * side;
    long sampleBytes = Math.max(Float.BYTES, precision.bytes());
    long images = pixels * (config.inputChannels() + config.imageChannels()) * sampleBytes;
    long features = pixels * featureBytes(precision);
    if (parameters.device().isCuda()) {
      return images + features;
    }
    int cores = Cores.workers();
    // Each core's thread has memory of its own, and keeps about as much as it needs.
    long strips = FEATURES_AT_ONCE * Math.max(WHOLE_BYTES, 2L * cores * STRIP_BYTES);
    int reach = config.reach() / config.fold();
    long rows = 2L * reach + (long) FEATURES_AT_ONCE * cores * (reach + LEAST_ROWS);
    long column = rows * config.features() * precision.bytes();
    return images + Math.min(features, strips + column * squares(side));
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    long images = (long) (config.inputChannels() + config.imageChannels()) * Float.BYTES;
    return pixels * (featureBytes(precision) + images);
  }

  /** Bytes per pixel where nothing is cut into strips, the image folded and as made among them. */
  private long featureBytes(Precision precision) {
    long features = (long) FEATURES_AT_ONCE * config.features() * precision.bytes();
    long ends = (long) (config.firstChannels() + config.lastChannels()) * Float.BYTES;
    long square = (long) config.fold() * config.fold();
    return (features + ends + square - 1) / square;
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
    return inStrips(input, pass.precision(), strips(input, pass.precision()));
  }

  /** Restores images in so many strips: 1 where gradients are recorded, or on a GPU. */
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
    int last = config.layers() - 1;
    List<String> ends = List.of(layer(0) + ".", layer(last) + ".");
    // Images are not rounded on their way in and out; that is cheap.
    PassWeights weights =
        new PassWeights(parameters, precision, name -> ends.stream().anyMatch(name::startsWith));
    List<PlainChain.Layer> layers = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      Tensor weight = weights.get(layer(i) + ".weight").channelsLast();
      layers.add(new PlainChain.Layer(weight, weights.get(layer(i) + ".bias"), config.dilation(i)));
    }
    return new PlainChain(layers, precision);
  }

  /** Returns in how many strips images are best restored. */
  int strips(Tensor input, Precision precision) {
    if (TensorScope.recordsGradients() || input.device().isCuda()) {
      return 1;
    }
    long height = squares(input.size(2));
    long rowBytes = squares(input.size(3)) * input.size(0) * config.features() * precision.bytes();
    int cores = Cores.workers();
    if (height * rowBytes <= WHOLE_BYTES) {
      return 1;
    }
    long rows = Math.max(LEAST_ROWS, STRIP_BYTES / rowBytes);
    // Of as many for each core, all are done at about the same time.
    long rounds = Math.max(2, (height + rows * cores - 1) / (rows * cores));
    return (int) Math.max(1, Math.min(rounds * cores, height / LEAST_ROWS));
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
        Math.toIntExact(squares(input.size(2))),
        Math.toIntExact(squares(input.size(3))),
        strips,
        (from, to) -> folded(pixels(input, from, to), chain.full()),
        (from, rows) -> {
          long to = from + rows.size(2);
          pixels(result, from, to).copyInPlace(image(rows, pixels(input, from, to), chain.full()));
        });
    return result;
  }

  /** Returns the rows of an image that are rows of the folded one. */
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

  /** Returns what the first layer reads. */
  private Tensor folded(Tensor image, Precision full) {
    Tensor input = image.to(full);
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
