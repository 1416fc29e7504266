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
 * DnCNN (Zhang et al. 2017), to compare with: convolutions of 3x3 with ReLU between them, whose
 * result is the noise. BatchNorm of a published network is part of its convolutions here.
 *
 * <p>Its weights are named {@code model.0}, {@code model.2}, {@code model.4}, as the ReLUs count.
 */
public final class DnCnn implements Network {
  /** The name in weight files. */
  public static final String NAME = "dncnn";

  private final DnCnnConfig config;
  private final Parameters parameters;

  /** Makes an untrained network. */
  public DnCnn(DnCnnConfig config, Device device, long seed) {
    this(config, new Parameters(declarations(config), device, seed));
  }

  private DnCnn(DnCnnConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /**
   * Makes a network with the weights of a file, as {@link NetworkConfig#create(Device, Map,
   * String)}.
   */
  public static DnCnn of(
      DnCnnConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    return new DnCnn(config, Parameters.of(declarations(config), device, arrays, source));
  }

  private static List<Declaration> declarations(DnCnnConfig config) {
    List<Declaration> list = new ArrayList<>();
    int last = config.layers() - 1;
    for (int i = 0; i <= last; i++) {
      int in = i == 0 ? config.imageChannels() : config.features();
      int out = i == last ? config.imageChannels() : config.features();
      list.addAll(Declaration.conv(layer(i), in, out, 3, Initial.XAVIER));
    }
    return list;
  }

  private static String layer(int index) {
    return "model." + 2 * index;
  }

  @Override
  public DnCnnConfig config() {
    return config;
  }

  @Override
  public int neighborhood() {
    return 1;
  }

  @Override
  public TileShape tiles() {
    return new TileShape(512, 48, 1);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long workingBytesPerPixel(Precision precision) {
    return 3L * config.features() * precision.bytes();
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    return pixels * workingBytesPerPixel(precision);
  }

  @Override
  public long necessaryFlop(int height, int width) {
    long hidden = (config.layers() - 2L) * config.features() * config.features();
    long ends = 2L * config.imageChannels() * config.features();
    return 2 * 9 * (hidden + ends) * height * width;
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Network.requireInput(this, input);
    String first = layer(0);
    String last = layer(config.layers() - 1);
    try (TensorScope scope = TensorScope.open()) {
      PassWeights weights =
          new PassWeights(
              parameters,
              pass.precision(),
              name -> name.startsWith(first + ".") || name.startsWith(last + "."));
      Tensor image = input.to(weights.full());
      Tensor features = weights.conv(image, first, 1, 1).reluInPlace().channelsLast();
      for (int i = 1; i < config.layers() - 1; i++) {
        Tensor next = weights.conv(features, layer(i), 1, 1).reluInPlace();
        features.close(); // of a large image, all layers together would fill the memory
        features = next;
      }
      return scope.keep(image.sub(weights.conv(features, last, 1, 1)));
    }
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
