package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.selfsame.image.Image;
import org.selfsame.network.layer.Weight;
import org.selfsame.nonlocal.GlobalAttention;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.tensor.Device;
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
 * <p>When enlarging, the result is {@code conv3x3(shuffle(f + body(f)))} with {@code f =
 * conv3x3(I)}; the mean color is subtracted before and added back after.
 *
 * <p>Weights in files are for samples from 0 to 255, like the released ones. The network computes
 * with 1/256 of these: biases, and the layers before a sigmoid or softmax, are scaled when read and
 * written, which changes no result. This way all numbers that the optimizer sees are of similar
 * size.
 */
public final class Rnan implements NonlocalNetwork {
  private final RnanConfig config;
  private final RnanLayers layers;
  private final Parameters parameters;

  /**
   * Makes an untrained network: PyTorch's initial weights, zero biases, and zero {@code W}, so that
   * non-local blocks have no effect at first.
   */
  public Rnan(RnanConfig config, Device device, long seed) {
    this(config, new Parameters(RnanLayers.of(config).weights(), device, seed));
  }

  private Rnan(RnanConfig config, Parameters parameters) {
    this.config = config;
    this.layers = RnanLayers.of(config);
    this.parameters = parameters;
  }

  /** As {@link Networks#create(NetworkConfig, Device, Map, String)}. */
  static Rnan of(RnanConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    List<Weight> weights = RnanLayers.of(config).weights();
    return new Rnan(config, Parameters.of(weights, device, arrays, source));
  }

  @Override
  public RnanConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Cost cost() {
    return new RnanCost(config, layers);
  }

  @Override
  public OptionalInt neighborhood() {
    return OptionalInt.empty();
  }

  @Override
  public boolean comparesPixels() {
    return true;
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(forward(input, pass, new RnanLayers.Observer() {}));
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Correlations come from the first and the last block, over all pixels of the network's input
   * at full size; an odd side is followed by its mirrored row or column.
   */
  @Override
  public PixelMaps observe(Tensor input, Pass pass, int y, int x) {
    NonlocalNetwork.requirePixel(this, input, y, x);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      PixelObserver observer = new PixelObserver(y, x);
      forward(input, pass, observer);
      return new PixelMaps(observer.correlations, observer.masks);
    }
  }

  /** The caller provides a scope for the tensors of the pass. */
  private Tensor forward(Tensor input, Pass pass, RnanLayers.Observer observer) {
    PassWeights weights = new PassWeights(parameters, pass.precision());
    Tensor image = evenSided(input.to(weights.full())).mul(RnanLayers.FILE_RANGE / RnanLayers.UNIT);
    Tensor restored = layers.restored(image, weights, observer);
    long height = config.scale() * input.size(2);
    long width = config.scale() * input.size(3);
    return restored
        .narrow(2, 0, height)
        .narrow(3, 0, width)
        .mul(RnanLayers.UNIT / RnanLayers.FILE_RANGE);
  }

  /** Only an even side that is halved comes back at its full length. */
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

  /** Records how a pass over one image sees a pixel. */
  private final class PixelObserver implements RnanLayers.Observer {
    private final int y;
    private final int x;
    private final List<CorrelationMap> correlations = new ArrayList<>();
    private final List<Image> masks = new ArrayList<>();

    PixelObserver(int y, int x) {
      this.y = y;
      this.x = x;
    }

    @Override
    public void comparing(Tensor theta, Tensor phi) {
      int block = masks.size() + 1; // the block whose mask is being made
      Image weights = GlobalAttention.weights(config.softmax(), theta, phi, y, x);
      Neighborhood all = Neighborhood.ofPatch(weights.height(), weights.width());
      correlations.add(new CorrelationMap(block, all, weights));
    }

    @Override
    public void masking(Tensor mask) {
      int height = (int) mask.size(2);
      int width = (int) mask.size(3);
      Image image = Image.black(width, height, (int) mask.size(1));
      for (int c = 0; c < image.channels(); c++) {
        mask.narrow(1, c, 1).copyTo(image.plane(c));
      }
      masks.add(image);
    }
  }
}
