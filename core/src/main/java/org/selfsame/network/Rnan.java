package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.selfsame.image.Image;
import org.selfsame.network.Parameters.Declaration;
import org.selfsame.network.Parameters.Initial;
import org.selfsame.nonlocal.GlobalAttention;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The residual non-local attention network (Zhang et al., ICLR 2019).
 *
 * <pre>
 * RB(x)    = x + conv3x3(ReLU(conv3x3(x)))                            residual block
 * NLB(x)   = x + W softmax(theta(x) phi(x)^T) g(x)                    section 3.2.3, over all pixels
 * mask(x)  : u = RB(NLB(x))                                           NLB in the first and last block
 *            v = convT6x6(RB(RB(conv3x3(u, stride 2))), stride 2)     section 3.2.2
 *            mask = sigmoid(conv1x1(RB(u + v)))
 * block(x) : r = RB(x) ; conv3x3(RB(RB(RB(RB(r)) mask(r) + r)))       section 3.2, Figure 2
 * result   = I + conv3x3(block(conv3x3(blocks(block(conv3x3(I))))))
 * </pre>
 *
 * <p>To enlarge, the result is {@code conv3x3(shuffle(f + body(f)))} of {@code f = conv3x3(I)},
 * with the mean of colors taken off before and added after.
 *
 * <p>Weights in files are for samples from 0 to 255, as the released ones. The network computes
 * with 1/256 of these: biases, and the layers before a sigmoid or softmax, are scaled when they are
 * read and written, which changes no result. The optimizer then meets numbers of one size.
 */
public final class Rnan implements Network {
  /** The name in weight files. */
  public static final String NAME = "rnan";

  /** What samples in [0, 1] are multiplied with, and what a file's numbers then stand for. */
  private static final double FILE_RANGE = 255;

  private static final double UNIT = 256;

  /** Mean of DIV2K's colors in [0, 1], in the released code. */
  private static final double[] MEAN = {0.4488, 0.4371, 0.4040};

  private static final int LARGEST_OVERLAP = 80;

  private static final String FIRST_BLOCK = "body_nl_low.0";
  private static final String LAST_BLOCK = "body_nl_high.0";

  private final RnanConfig config;
  private final Parameters parameters;

  /**
   * Makes an untrained network: weights as PyTorch begins with, zero biases, and zero {@code W}, so
   * that non-local blocks have no effect yet.
   */
  public Rnan(RnanConfig config, Device device, long seed) {
    this(config, new Parameters(declarations(config), device, seed));
    if (config.scale() > 1) {
      setMean();
    }
  }

  private Rnan(RnanConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /**
   * Makes a network with the weights of a file, as {@link NetworkConfig#create(Device, Map,
   * String)}.
   */
  public static Rnan of(
      RnanConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    return new Rnan(config, Parameters.of(declarations(config), device, arrays, source));
  }

  private static List<Declaration> declarations(RnanConfig config) {
    List<Declaration> list = new ArrayList<>();
    int c = config.features();
    int image = config.imageChannels();
    if (config.scale() > 1) {
      declareShift(list, "sub_mean", image);
      declareShift(list, "add_mean", image);
    }
    declare(list, "head.0", image, c, 3);
    declareBlock(list, FIRST_BLOCK, c, true);
    for (int i = 0; i < config.blocks() - 2; i++) {
      declareBlock(list, localBlock(i), c, false);
    }
    declare(list, afterLocalBlocks(config), c, c, 3);
    declareBlock(list, LAST_BLOCK, c, true);
    for (Upsampling step : upsampling(config.scale())) {
      declare(list, step.layer, c, c * step.factor * step.factor, 3);
    }
    declare(list, tail(config), c, image, 3);
    return list;
  }

  private static void declareBlock(List<Declaration> list, String name, int c, boolean nonlocal) {
    String inside = name + ".body.0.";
    declareResidual(list, inside + "RA_RB1.0", c);
    declareResidual(list, inside + "RA_TB.0.body.0", c);
    declareResidual(list, inside + "RA_TB.0.body.1", c);
    String mask = inside + "RA_MB.0.";
    if (nonlocal) {
      String nonlocalBlock = mask + "MB_RB1.0.";
      declare(list, nonlocalBlock + "g", c, c / 2, 1);
      list.addAll(inFileUnits(Declaration.conv(nonlocalBlock + "W", c / 2, c, 1, Initial.ZERO)));
      declareLogits(list, nonlocalBlock + "theta", c, c / 2);
      declareLogits(list, nonlocalBlock + "phi", c, c / 2);
    }
    declareResidual(list, mask + firstOfMask(nonlocal), c);
    declare(list, mask + "MB_Down.0", c, c, 3);
    declareResidual(list, mask + "MB_RB2.0", c);
    declareResidual(list, mask + "MB_RB2.1", c);
    declare(list, mask + "MB_Up.0", c, c, 6);
    declareResidual(list, mask + "MB_RB3.0", c);
    declareLogits(list, mask + "MB_1x1conv.0", c, c);
    declareResidual(list, inside + "RA_tail.0", c);
    declareResidual(list, inside + "RA_tail.1", c);
    declare(list, name + ".body.1", c, c, 3);
  }

  private static void declareResidual(List<Declaration> list, String name, int c) {
    declare(list, name + ".body.0", c, c, 3);
    declare(list, name + ".body.2", c, c, 3);
  }

  private static void declare(List<Declaration> list, String name, int in, int out, int kernel) {
    list.addAll(inFileUnits(Declaration.conv(name, in, out, kernel, Initial.FAN_IN)));
  }

  /** Where results are samples or features, it is biases that a file has in other units. */
  private static List<Declaration> inFileUnits(List<Declaration> conv) {
    return List.of(conv.get(0), conv.get(1).inUnitsOf(UNIT));
  }

  /** Where results are not features but go to a sigmoid or softmax, it is weights. */
  private static void declareLogits(List<Declaration> list, String name, int in, int out) {
    List<Declaration> conv = Declaration.conv(name, in, out, 1, Initial.FAN_IN);
    list.add(conv.get(0).inUnitsOf(1 / UNIT));
    list.add(conv.get(1));
  }

  private static void declareShift(List<Declaration> list, String name, int channels) {
    list.add(Declaration.of(name + ".weight", false, Initial.ZERO, channels, channels, 1, 1));
    list.add(Declaration.of(name + ".bias", false, Initial.ZERO, channels).inUnitsOf(UNIT));
  }

  private void setMean() {
    int n = config.imageChannels();
    float[] identity = new float[n * n];
    float[] mean = new float[n];
    for (int c = 0; c < n; c++) {
      identity[c * n + c] = 1;
      mean[c] = (float) (MEAN[c] * FILE_RANGE / UNIT);
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Device device = parameters.device();
      Tensor shift = Tensor.of(mean, device, n);
      for (String layer : List.of("sub_mean", "add_mean")) {
        parameters.get(layer + ".weight").copyInPlace(Tensor.of(identity, device, n, n, 1, 1));
        parameters
            .get(layer + ".bias")
            .copyInPlace(layer.equals("sub_mean") ? shift.mul(-1) : shift);
      }
    }
  }

  private static String localBlock(int index) {
    return "body." + index;
  }

  private static String afterLocalBlocks(RnanConfig config) {
    return "body." + (config.blocks() - 2);
  }

  private static String firstOfMask(boolean nonlocal) {
    return nonlocal ? "MB_RB1.1" : "MB_RB1.0";
  }

  /** The last convolution, which gives samples. */
  private static String tail(RnanConfig config) {
    return config.scale() == 1 ? "tail.0" : "tail.1";
  }

  /** A convolution whose channels become a square of pixels. */
  private record Upsampling(String layer, int factor) {}

  private static List<Upsampling> upsampling(int scale) {
    return switch (scale) {
      case 1 -> List.of();
      case 4 -> List.of(new Upsampling("tail.0.0", 2), new Upsampling("tail.0.2", 2));
      default -> List.of(new Upsampling("tail.0.0", scale));
    };
  }

  @Override
  public RnanConfig config() {
    return config;
  }

  @Override
  public int neighborhood() {
    return 0;
  }

  /**
   * Non-local blocks take time by the square of a tile's pixels, overlaps by what tiles have of
   * them; what a pixel depends on grows with the blocks. Masks are of half the size, and so are the
   * colors of a mosaic.
   */
  @Override
  public TileShape tiles() {
    int overlap = Math.min(LARGEST_OVERLAP, 8 * config.blocks());
    return new TileShape(4 * overlap, overlap, 2);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** As measured: a part is in fp32 whatever the precision, as the sums of non-local blocks. */
  @Override
  public long workingBytesPerPixel(Precision precision) {
    long enlarged = config.scale() == 1 ? 0 : 3L * config.scale() * config.scale();
    return config.features() * ((10 + enlarged) * precision.bytes() + 48);
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    return pixels * workingBytesPerPixel(precision);
  }

  @Override
  public long necessaryFlop(int height, int width) {
    long c = config.features();
    long pixels = (long) height * width;
    long square = 9 * c * c;
    // Of full size: 14 convolutions, that after the block, and 1x1. A quarter: 5, and 6x6 whose
    // weights each meet every fourth pixel of the result.
    long block = 15 * square + c * c + (5 * square + 36 * c * c) / 4;
    long products = config.blocks() * block + square + 9 * c * config.imageChannels();
    products += 2 * 4 * c * (c / 2);
    long enlarged = 1;
    for (Upsampling step : upsampling(config.scale())) {
      products += enlarged * square * step.factor * step.factor;
      enlarged *= (long) step.factor * step.factor;
    }
    products += enlarged * 9 * c * config.imageChannels();
    return 2 * (products * pixels + 2 * pixels * pixels * c);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(forward(input, new Run(pass)));
    }
  }

  @Override
  public boolean isNonlocal() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Correlations are those of the first and the last block, over all pixels of the network's
   * input at its full size; where a side of it is odd, its mirrored row or column follows.
   */
  @Override
  public PixelMaps observe(Tensor input, Pass pass, int y, int x) {
    Network.requirePixel(this, input, y, x);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      ObservedRun run = new ObservedRun(pass, y, x);
      forward(input, run);
      return new PixelMaps(run.correlations, run.masks);
    }
  }

  /** The caller has a scope for what the run has made. */
  private Tensor forward(Tensor input, Run run) {
    Tensor image = input.to(run.weights.full());
    Tensor restored = run.restore(evenSided(image).mul(FILE_RANGE / UNIT));
    long height = config.scale() * input.size(2);
    long width = config.scale() * input.size(3);
    return restored.narrow(2, 0, height).narrow(3, 0, width).mul(UNIT / FILE_RANGE);
  }

  /** What is halved must be even to come out as large again. */
  private static Tensor evenSided(Tensor image) {
    Tensor even = image;
    if (even.size(2) % 2 != 0) {
      even =
          even.size(2) == 1 ? Tensor.concatenate(2, List.of(even, even)) : even.padMirrored(0, 1);
    }
    if (even.size(3) % 2 != 0) {
      even =
          even.size(3) == 1 ? Tensor.concatenate(3, List.of(even, even)) : even.padMirrored(1, 0);
    }
    return even;
  }

  /** One pass. */
  private class Run {
    private final Precision precision;
    private final PassWeights weights;

    Run(Pass pass) {
      precision = pass.precision();
      String tail = tail(config) + ".";
      // Images are not rounded on their way in and out; that is cheap.
      weights =
          new PassWeights(
              parameters,
              precision,
              name -> name.startsWith("head.") || name.startsWith(tail) || name.contains("_mean."));
    }

    Tensor restore(Tensor image) {
      if (config.scale() == 1) {
        return conv(body(head(image)), tail(config), 1).addInPlace(image, 1);
      }
      Tensor first = head(weights.conv(image, "sub_mean", 1, 0));
      Tensor features = body(first).addInPlace(first, 1);
      for (Upsampling step : upsampling(config.scale())) {
        features = conv(features, step.layer, 1).pixelShuffle(step.factor).channelsLast();
      }
      return weights.conv(conv(features, tail(config), 1), "add_mean", 1, 0);
    }

    private Tensor head(Tensor image) {
      return conv(image, "head.0", 1).channelsLast().to(precision);
    }

    private Tensor body(Tensor features) {
      Tensor x = block(features, FIRST_BLOCK, true);
      for (int i = 0; i < config.blocks() - 2; i++) {
        x = replace(x, block(x, localBlock(i), false));
      }
      x = replace(x, conv(x, afterLocalBlocks(config), 1));
      return replace(x, block(x, LAST_BLOCK, true));
    }

    /** Of a large image, the results of all blocks together would fill the memory. */
    private static Tensor replace(Tensor old, Tensor next) {
      old.close();
      return next;
    }

    private Tensor block(Tensor x, String name, boolean nonlocal) {
      String inside = name + ".body.0.";
      try (TensorScope scope = TensorScope.open()) {
        Tensor r = residual(x, inside + "RA_RB1.0");
        Tensor trunk = residual(residual(r, inside + "RA_TB.0.body.0"), inside + "RA_TB.0.body.1");
        Tensor h = trunk.mul(mask(r, inside + "RA_MB.0.", nonlocal)).addInPlace(r, 1);
        h = residual(residual(h, inside + "RA_tail.0"), inside + "RA_tail.1");
        return scope.keep(conv(h, name + ".body.1", 1));
      }
    }

    Tensor mask(Tensor x, String name, boolean nonlocal) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor u = nonlocal ? nonlocal(x, name + "MB_RB1.0.") : x;
        u = residual(u, name + firstOfMask(nonlocal));
        Tensor down = weights.conv(u, name + "MB_Down.0", 2, 1);
        down = residual(residual(down, name + "MB_RB2.0"), name + "MB_RB2.1");
        Tensor up =
            down.convTranspose2d(
                weights.get(name + "MB_Up.0.weight"), weights.get(name + "MB_Up.0.bias"), 2, 2);
        Tensor preactivation = residual(up.addInPlace(u, 1), name + "MB_RB3.0");
        return scope.keep(conv(preactivation, name + "MB_1x1conv.0", 0).sigmoid());
      }
    }

    private Tensor nonlocal(Tensor x, String name) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor z =
            attend(conv(x, name + "theta", 0), conv(x, name + "phi", 0), conv(x, name + "g", 0));
        return scope.keep(conv(z, name + "W", 0).addInPlace(x, 1));
      }
    }

    Tensor attend(Tensor theta, Tensor phi, Tensor g) {
      return GlobalAttention.attend(config.softmax(), theta, phi, g);
    }

    private Tensor residual(Tensor x, String name) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor hidden = conv(x, name + ".body.0", 1).reluInPlace();
        return scope.keep(conv(hidden, name + ".body.2", 1).addInPlace(x, 1));
      }
    }

    private Tensor conv(Tensor x, String name, int padding) {
      return weights.conv(x, name, 1, padding);
    }
  }

  /** One pass over one image that notes how it sees a pixel. */
  private final class ObservedRun extends Run {
    private final int y;
    private final int x;
    private final List<CorrelationMap> correlations = new ArrayList<>();
    private final List<Image> masks = new ArrayList<>();

    ObservedRun(Pass pass, int y, int x) {
      super(pass);
      this.y = y;
      this.x = x;
    }

    @Override
    Tensor attend(Tensor theta, Tensor phi, Tensor g) {
      int block = masks.size() + 1; // whose mask is being made
      Image weights = GlobalAttention.weights(config.softmax(), theta, phi, y, x);
      Neighborhood all = Neighborhood.ofPatch(weights.height(), weights.width());
      correlations.add(new CorrelationMap(block, all, weights));
      return super.attend(theta, phi, g);
    }

    @Override
    Tensor mask(Tensor features, String name, boolean nonlocal) {
      Tensor mask = super.mask(features, name, nonlocal);
      int height = (int) mask.size(2);
      int width = (int) mask.size(3);
      Image image = Image.black(width, height, (int) mask.size(1));
      for (int c = 0; c < image.channels(); c++) {
        mask.narrow(1, c, 1).copyTo(image.plane(c));
      }
      masks.add(image);
      return mask;
    }
  }

  @Override
  public void close() {
    parameters.close();
  }
}
