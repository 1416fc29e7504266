package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Initial;
import org.selfsame.network.layer.Layer;
import org.selfsame.network.layer.LayerGroup;
import org.selfsame.network.layer.ResidualBlock;
import org.selfsame.network.layer.TransposedConvolution;
import org.selfsame.network.layer.Weight;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.GlobalAttention;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The layers of an {@link Rnan}, and the names of their weights, as in the released files.
 *
 * @param means subtracts the mean color and adds it back; only in networks that enlarge
 * @param head turns the image into features
 * @param first the first block, non-local
 * @param local the local blocks
 * @param afterLocal the convolution after them
 * @param last the last block, non-local
 * @param enlarging turns features into those of a larger image
 * @param tail turns features into the image, or its residual
 */
record RnanLayers(
    Optional<Means> means,
    Convolution head,
    Block first,
    List<Block> local,
    Convolution afterLocal,
    Block last,
    List<Upsampling> enlarging,
    Convolution tail)
    implements LayerGroup {

  /** The range of samples that the weights in files are for. */
  static final double FILE_RANGE = 255;

  /** Numbers in files are this many times those that the network computes with. */
  static final double UNIT = 256;

  static final String HEAD = "head.0";
  static final String FIRST_BLOCKS = "body_nl_low.";
  static final String LOCAL_BLOCKS = "body.";
  static final String ENLARGING = "tail.0.0";
  static final String ENLARGING_AGAIN = "tail.0.2";

  /** The mean color of DIV2K in [0, 1], from the released code. */
  private static final double[] MEAN = {0.4488, 0.4371, 0.4040};

  /** Observes intermediate results of a pass. */
  interface Observer {
    /** Sees the features that a non-local block compares. */
    default void comparing(Tensor theta, Tensor phi) {}

    /** Sees the mask that a block multiplies its trunk by. */
    default void masking(Tensor mask) {}
  }

  static RnanLayers of(RnanConfig config) {
    int c = config.features();
    int image = config.imageChannels();
    int locals = config.blocks() - 2;
    return new RnanLayers(
        config.scale() == 1 ? Optional.empty() : Optional.of(Means.of(image)),
        // Images are not rounded on the way in and out; full precision is cheap there.
        features(HEAD, image, c, 3).exactly(),
        block(FIRST_BLOCKS + "0", config, true),
        IntStream.range(0, locals).mapToObj(i -> block(LOCAL_BLOCKS + i, config, false)).toList(),
        features(LOCAL_BLOCKS + locals, c, c, 3),
        block("body_nl_high.0", config, true),
        upsampling(config.scale(), c),
        features(tail(config.scale()), c, image, 3).exactly());
  }

  /** Returns the name of the last convolution. */
  static String tail(int scale) {
    return scale == 1 ? "tail.0" : "tail.1";
  }

  private static List<Upsampling> upsampling(int scale, int c) {
    return switch (scale) {
      case 1 -> List.of();
      case 4 -> List.of(upsampling(ENLARGING, c, 2), upsampling(ENLARGING_AGAIN, c, 2));
      default -> List.of(upsampling(ENLARGING, c, scale));
    };
  }

  private static Upsampling upsampling(String name, int c, int factor) {
    return new Upsampling(features(name, c, c * factor * factor, 3), factor);
  }

  private static Block block(String name, RnanConfig config, boolean nonlocal) {
    int c = config.features();
    String inside = name + ".body.0.";
    String mask = inside + "RA_MB.0.";
    return new Block(
        residual(inside + "RA_RB1.0", c),
        residual(inside + "RA_TB.0.body.0", c),
        residual(inside + "RA_TB.0.body.1", c),
        new Mask(
            nonlocal ? Optional.of(nonlocal(mask + "MB_RB1.0.", config)) : Optional.empty(),
            residual(mask + (nonlocal ? "MB_RB1.1" : "MB_RB1.0"), c),
            features(mask + "MB_Down.0", c, c, 3).withStride(2),
            residual(mask + "MB_RB2.0", c),
            residual(mask + "MB_RB2.1", c),
            enlarging(mask + "MB_Up.0", c),
            residual(mask + "MB_RB3.0", c),
            logits(mask + "MB_1x1conv.0", c, c)),
        residual(inside + "RA_tail.0", c),
        residual(inside + "RA_tail.1", c),
        features(name + ".body.1", c, c, 3));
  }

  private static Nonlocal nonlocal(String name, RnanConfig config) {
    int c = config.features();
    return new Nonlocal(
        config.softmax(),
        features(name + "g", c, c / 2, 1),
        inFileUnits(Convolution.of(name + "W", c / 2, c, 1, Initial.ZERO)),
        logits(name + "theta", c, c / 2),
        logits(name + "phi", c, c / 2));
  }

  private static ResidualBlock residual(String name, int c) {
    return new ResidualBlock(
        features(name + ".body.0", c, c, 3), features(name + ".body.2", c, c, 3));
  }

  private static Convolution features(String name, int in, int out, int kernel) {
    return inFileUnits(Convolution.of(name, in, out, kernel, Initial.FAN_IN));
  }

  /** A layer whose results are samples or features has its biases in other units in files. */
  private static Convolution inFileUnits(Convolution conv) {
    return new Convolution(conv.weight(), conv.bias().inUnitsOf(UNIT), conv.stride());
  }

  /** A layer before a sigmoid or softmax has its weights in other units in files. */
  private static Convolution logits(String name, int in, int out) {
    Convolution conv = Convolution.of(name, in, out, 1, Initial.FAN_IN);
    return new Convolution(conv.weight().inUnitsOf(1 / UNIT), conv.bias(), conv.stride());
  }

  private static TransposedConvolution enlarging(String name, int c) {
    Convolution conv = features(name, c, c, 6);
    return new TransposedConvolution(conv.weight(), conv.bias(), 2);
  }

  @Override
  public List<Layer> layers() {
    List<Layer> list = new ArrayList<>();
    means.ifPresent(list::add);
    list.add(head);
    list.add(first);
    list.addAll(local);
    list.add(afterLocal);
    list.add(last);
    list.addAll(enlarging);
    list.add(tail);
    return list;
  }

  /** Per pixel of the input image. */
  @Override
  public long products() {
    long products = head.products() + first.products() + afterLocal.products() + last.products();
    products += local.stream().mapToLong(Layer::products).sum();
    long enlarged = 1;
    for (Upsampling step : enlarging) {
      products += enlarged * step.products();
      enlarged *= (long) step.factor * step.factor;
    }
    return products + enlarged * tail.products();
  }

  /** Restores an image of even size, with samples in the network's unit. */
  Tensor restored(Tensor image, PassWeights weights, Observer observer) {
    if (means.isEmpty()) {
      Tensor residual = body(head(image, weights), weights, observer);
      return tail.apply(residual, weights).addInPlace(image);
    }
    Tensor from = head(means.get().sub.apply(image, weights), weights);
    Tensor features = body(from, weights, observer).addInPlace(from);
    for (Upsampling step : enlarging) {
      features = step.conv.apply(features, weights).pixelShuffle(step.factor).channelsLast();
    }
    return means.get().add.apply(tail.apply(features, weights), weights);
  }

  private Tensor head(Tensor image, PassWeights weights) {
    return head.apply(image, weights).channelsLast().to(weights.precision());
  }

  private Tensor body(Tensor features, PassWeights weights, Observer observer) {
    Tensor x = first.apply(features, weights, observer);
    for (Block block : local) {
      x = replace(x, block.apply(x, weights, observer));
    }
    x = replace(x, afterLocal.apply(x, weights));
    return replace(x, last.apply(x, weights, observer));
  }

  /** Frees the old tensor: for a large image, the results of all blocks would fill the memory. */
  private static Tensor replace(Tensor old, Tensor next) {
    old.close();
    return next;
  }

  /** Subtracts the mean color and adds it back. */
  record Means(Convolution sub, Convolution add) implements LayerGroup {
    static Means of(int channels) {
      return new Means(shift("sub_mean", channels, -1), shift("add_mean", channels, 1));
    }

    private static Convolution shift(String name, int n, int sign) {
      float[] identity = new float[n * n];
      float[] mean = new float[n];
      for (int c = 0; c < n; c++) {
        identity[c * n + c] = 1;
        mean[c] = (float) (sign * MEAN[c] * FILE_RANGE / UNIT);
      }
      Weight weight = new Weight(name + ".weight", false, Initial.of(identity), n, n, 1, 1);
      Weight bias = new Weight(name + ".bias", false, Initial.of(mean), n);
      return inFileUnits(new Convolution(weight, bias, 1)).exactly();
    }

    @Override
    public List<Convolution> layers() {
      return List.of(sub, add);
    }
  }

  /** A convolution whose channels become squares of pixels. */
  record Upsampling(Convolution conv, int factor) implements LayerGroup {
    @Override
    public List<Convolution> layers() {
      return List.of(conv);
    }
  }

  /** A residual attention block (section 3.2, Figure 2): the trunk times the mask, and a tail. */
  record Block(
      ResidualBlock before,
      ResidualBlock trunk1,
      ResidualBlock trunk2,
      Mask mask,
      ResidualBlock tail1,
      ResidualBlock tail2,
      Convolution conv)
      implements LayerGroup {
    @Override
    public List<Layer> layers() {
      return List.of(before, trunk1, trunk2, mask, tail1, tail2, conv);
    }

    Tensor apply(Tensor x, Weights weights, Observer observer) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor r = before.apply(x, weights);
        Tensor trunk = trunk2.apply(trunk1.apply(r, weights), weights);
        Tensor h = trunk.mul(mask.apply(r, weights, observer)).addInPlace(r);
        h = tail2.apply(tail1.apply(h, weights), weights);
        return scope.keep(conv.apply(h, weights));
      }
    }
  }

  /** A mask branch (section 3.2.2); non-local in the first and the last block. */
  record Mask(
      Optional<Nonlocal> nonlocal,
      ResidualBlock before,
      Convolution down,
      ResidualBlock half1,
      ResidualBlock half2,
      TransposedConvolution up,
      ResidualBlock after,
      Convolution logits)
      implements LayerGroup {
    @Override
    public List<Layer> layers() {
      List<Layer> list = new ArrayList<>();
      nonlocal.ifPresent(list::add);
      list.addAll(List.of(before, down, half1, half2, up, after, logits));
      return list;
    }

    /** Between down and up there are a quarter of the pixels. */
    @Override
    public long products() {
      long quarter = down.products() + half1.products() + half2.products() + up.products();
      return LayerGroup.super.products() - quarter + quarter / 4;
    }

    Tensor apply(Tensor x, Weights weights, Observer observer) {
      Tensor mask;
      try (TensorScope scope = TensorScope.open()) {
        Tensor u = nonlocal.map(one -> one.apply(x, weights, observer)).orElse(x);
        u = before.apply(u, weights);
        Tensor half = half2.apply(half1.apply(down.apply(u, weights), weights), weights);
        Tensor preactivation = after.apply(up.apply(half, weights).addInPlace(u), weights);
        mask = scope.keep(logits.apply(preactivation, weights).sigmoid());
      }
      observer.masking(mask);
      return mask;
    }
  }

  /** A non-local block (section 3.2.3), over all pixels; the paper calls {@code out} W. */
  record Nonlocal(
      Normalization softmax, Convolution g, Convolution out, Convolution theta, Convolution phi)
      implements LayerGroup {
    @Override
    public List<Convolution> layers() {
      return List.of(g, out, theta, phi);
    }

    Tensor apply(Tensor x, Weights weights, Observer observer) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor queries = theta.apply(x, weights);
        Tensor keys = phi.apply(x, weights);
        Tensor values = g.apply(x, weights);
        observer.comparing(queries, keys);
        Tensor z = GlobalAttention.attend(softmax, queries, keys, values);
        return scope.keep(out.apply(z, weights).addInPlace(x));
      }
    }
  }
}
