package org.selfsame.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.selfsame.network.layer.BatchNorm;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.ResidualBlock;
import org.selfsame.network.layer.TransposedConvolution;
import org.selfsame.network.layer.Weight;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.nonlocal.WindowedCorrelation;
import org.selfsame.weights.OnnxGraph;
import org.selfsame.weights.WeightArray;

/**
 * Writes networks as ONNX graphs, which other programs run.
 *
 * <p>The input {@code image} is {@code [n, channels, height, width]} with samples from 0 to 1, and
 * so is the output {@code restored}. A network that is told the noise level has a second input,
 * {@code sigma}, one number for samples from 0 to 255.
 *
 * <p>Sides are free for chains of convolutions (multiples of what they fold) and for RNAN (even
 * numbers). An {@link Nlrn} needs the sides of its neighborhoods, so they are fixed on export: a
 * program slides it over larger images, with a margin that it throws away.
 */
public final class OnnxExport {
  private static final String IMAGE = "image";
  private static final String SIGMA = "sigma";
  private static final float WHITE = 255;

  private final OnnxGraph graph = new OnnxGraph("selfsame");
  private final Map<String, WeightArray> arrays;

  private OnnxExport(Network network) {
    this.arrays = network.parameters().toArrays();
  }

  /** The sides of the images that a graph takes, in pixels. */
  public record Sides(int height, int width) {}

  /** Returns whether a network's graph is for images of fixed sides only. */
  public static boolean needsSides(NetworkConfig config) {
    return config instanceof NlrnConfig nlrn && nlrn.nonlocalEvery() > 0;
  }

  /**
   * Returns a network's graph.
   *
   * @param sides of the images, if they are fixed
   * @throws IllegalArgumentException if there is no graph for such a network, or not with these
   *     sides
   */
  public static OnnxGraph of(Network network, Optional<Sides> sides) {
    OnnxExport export = new OnnxExport(network);
    if (network.config() instanceof NlrnConfig nlrn) {
      export.nlrn(nlrn, sides);
    } else if (network.config() instanceof RnanConfig rnan) {
      requireMultiple(sides, 2, "RNAN halves its features");
      export.rnan(rnan, sides);
    } else if (network.config() instanceof PlainConfig plain) {
      requireMultiple(sides, plain.fold(), "squares of pixels are folded");
      export.plain(plain, sides);
    } else {
      throw new IllegalArgumentException(
          "network %s: expected nlrn, rnan or dncnn".formatted(network.config().network()));
    }
    return export.graph;
  }

  private static void requireMultiple(Optional<Sides> sides, int factor, String why) {
    sides.ifPresent(
        given -> {
          if (given.height % factor != 0 || given.width % factor != 0) {
            throw new IllegalArgumentException(
                "%dx%d: expected multiples of %d, because %s"
                    .formatted(given.width, given.height, factor, why));
          }
        });
  }

  private void plain(PlainConfig config, Optional<Sides> sides) {
    String image = image(config.imageChannels(), sides);
    String x = fold(image, config.imageChannels(), config.fold());
    if (config.noiseChannel()) {
      x = graph.node("Concat", List.of(x, level(x)), Map.of("axis", 1L));
    }
    List<Convolution> layers = PlainLayers.of(config).layers();
    for (int i = 0; i < layers.size(); i++) {
      x = convolution(layers.get(i), x, config.dilation(i));
      if (i < layers.size() - 1) {
        x = relu(x);
      }
    }
    String result = unfold(x, config.fold());
    restored(
        config.residual() ? graph.node("Sub", List.of(image, result)) : result,
        config.imageChannels(),
        1,
        sides);
  }

  private void nlrn(NlrnConfig config, Optional<Sides> sides) {
    requireMultiple(sides, config.fold(), "squares of pixels are folded");
    boolean nonlocal = config.nonlocalEvery() > 0;
    if (nonlocal && sides.isEmpty()) {
      throw new IllegalArgumentException("no sides: expected those of the images to restore");
    }
    if (nonlocal
        && (!config.affinity().isExponential() || config.affinity() == Affinity.EUCLIDEAN)) {
      throw new IllegalArgumentException(
          "affinity %s: expected a Gaussian one of embeddings or features"
              .formatted(config.affinity()));
    }
    NlrnLayers layers = NlrnLayers.of(config);
    String image = image(config.imageChannels(), sides);
    String folded = fold(image, config.imageChannels(), config.fold());
    if (config.noiseChannel()) {
      folded = graph.node("Concat", List.of(folded, level(folded)), Map.of("axis", 1L));
    }
    String first = convolution(layers.inputConv(), norm(layers.inputNorm(), folded), 1);
    Optional<String> seen = sides.filter(given -> nonlocal).map(given -> seen(config, given));
    String state = first;
    String correlations = null;
    for (NlrnLayers.Step step : layers.steps()) {
      String a = relu(norm(step.norm1(), state));
      String mixed = a;
      if (step.branch().orElse(null) instanceof LocalBranch local) {
        String hidden =
            graph.node(
                "Concat",
                List.of(convolution(local.theta(), a, 1), convolution(local.psi(), a, 1)),
                Map.of("axis", 1L));
        mixed = add(a, convolution(local.g(), relu(hidden), 1));
      } else if (step.branch().orElse(null) instanceof NonlocalModule module) {
        String queries = module.theta().map(theta -> convolution(theta, a, 1)).orElse(a);
        String keys = module.psi().map(psi -> convolution(psi, a, 1)).orElse(queries);
        String own = products(queries, keys);
        correlations = config.propagate() && correlations != null ? add(correlations, own) : own;
        String masked =
            graph.node(
                "Where",
                List.of(seen.orElseThrow(), correlations, graph.number(Float.NEGATIVE_INFINITY)));
        mixed = add(a, averages(softmax(masked, 2), convolution(module.g(), a, 1)));
      }
      String b = norm(step.norm3(), convolution(step.convA(), norm(step.norm2(), mixed), 1));
      state = add(convolution(step.convB(), relu(b), 1), first);
    }
    String residual = convolution(layers.outputConv(), relu(norm(layers.outputNorm(), state)), 1);
    restored(add(image, unfold(residual, config.fold())), config.imageChannels(), 1, sides);
  }

  /** Returns which positions each one sees, {@code [positions, positions]}: axis by axis. */
  private String seen(NlrnConfig config, Sides sides) {
    int height = sides.height / config.fold();
    int width = sides.width / config.fold();
    Neighborhood corner = WindowedCorrelation.neighborhood(height, width, config.window(), 0, 0);
    String rows =
        graph.truths(
            "rows seen",
            axis(
                height,
                corner.height(),
                y -> WindowedCorrelation.neighborhood(height, width, config.window(), y, 0).top()),
            height,
            1,
            height,
            1);
    String columns =
        graph.truths(
            "columns seen",
            axis(
                width,
                corner.width(),
                x -> WindowedCorrelation.neighborhood(height, width, config.window(), 0, x).left()),
            1,
            width,
            1,
            width);
    long positions = (long) height * width;
    return graph.node(
        "Reshape",
        List.of(graph.node("And", List.of(rows, columns)), graph.vector(positions, positions)));
  }

  /** Beyond an end, an axis goes on at the other. */
  private static boolean[] axis(int length, int window, IntUnaryOperator start) {
    boolean[] seen = new boolean[length * length];
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < window; k++) {
        seen[i * length + Math.floorMod(start.applyAsInt(i) + k, length)] = true;
      }
    }
    return seen;
  }

  /** Weights in files are for samples from 0 to 255. */
  private void rnan(RnanConfig config, Optional<Sides> sides) {
    RnanLayers layers = RnanLayers.of(config);
    String white = graph.number(WHITE);
    String image = graph.node("Mul", List.of(image(config.imageChannels(), sides), white));
    String made;
    if (layers.means().isPresent()) {
      RnanLayers.Means means = layers.means().get();
      String features = convolution(layers.head(), convolution(means.sub(), image, 1), 1);
      features = add(body(layers, features), features);
      for (RnanLayers.Upsampling step : layers.enlarging()) {
        features = unfold(convolution(step.conv(), features, 1), step.factor());
      }
      made = convolution(means.add(), convolution(layers.tail(), features, 1), 1);
    } else {
      String features = body(layers, convolution(layers.head(), image, 1));
      made = add(image, convolution(layers.tail(), features, 1));
    }
    restored(
        graph.node("Div", List.of(made, white)), config.imageChannels(), config.scale(), sides);
  }

  private String body(RnanLayers layers, String features) {
    String x = block(layers.first(), features);
    for (RnanLayers.Block local : layers.local()) {
      x = block(local, x);
    }
    return block(layers.last(), convolution(layers.afterLocal(), x, 1));
  }

  private String block(RnanLayers.Block block, String x) {
    String r = residual(block.before(), x);
    String trunk = residual(block.trunk2(), residual(block.trunk1(), r));
    String h = add(graph.node("Mul", List.of(trunk, mask(block.mask(), r))), r);
    return convolution(block.conv(), residual(block.tail2(), residual(block.tail1(), h)), 1);
  }

  private String mask(RnanLayers.Mask mask, String x) {
    String u = residual(mask.before(), mask.nonlocal().map(one -> nonlocal(one, x)).orElse(x));
    String half = residual(mask.half2(), residual(mask.half1(), convolution(mask.down(), u, 1)));
    String v = transposed(mask.up(), half);
    String logits = convolution(mask.logits(), residual(mask.after(), add(u, v)), 1);
    return graph.node("Sigmoid", List.of(logits));
  }

  private String nonlocal(RnanLayers.Nonlocal nonlocal, String x) {
    String products =
        products(convolution(nonlocal.theta(), x, 1), convolution(nonlocal.phi(), x, 1));
    String weights = softmax(products, nonlocal.softmax() == Normalization.KEYS ? 2 : 1);
    return add(
        convolution(nonlocal.out(), averages(weights, convolution(nonlocal.g(), x, 1)), 1), x);
  }

  private String residual(ResidualBlock block, String x) {
    return add(convolution(block.second(), relu(convolution(block.first(), x, 1)), 1), x);
  }

  /** Returns the products of all positions' queries and keys, {@code [n, queries, keys]}. */
  private String products(String queries, String keys) {
    return graph.node("MatMul", List.of(transpose(rows(queries)), rows(keys)));
  }

  /** Returns the averages of values, in their shape. */
  private String averages(String weights, String values) {
    String z = graph.node("MatMul", List.of(weights, transpose(rows(values))));
    String shape = graph.node("Shape", List.of(values));
    return graph.node("Reshape", List.of(transpose(z), shape));
  }

  /** {@code [n, c, h, w]} to {@code [n, c, h*w]}. */
  private String rows(String features) {
    return graph.node("Reshape", List.of(features, graph.vector(0, 0, -1)));
  }

  private String transpose(String x) {
    return graph.node("Transpose", List.of(x), Map.of("perm", new long[] {0, 2, 1}));
  }

  private String softmax(String x, long axis) {
    return graph.node("Softmax", List.of(x), Map.of("axis", axis));
  }

  private String add(String x, String y) {
    return graph.node("Add", List.of(x, y));
  }

  private String relu(String x) {
    return graph.node("Relu", List.of(x));
  }

  private String convolution(Convolution layer, String x, long dilation) {
    long side = layer.weight().shape()[2];
    long padding = dilation * (side / 2);
    return graph.node(
        "Conv",
        List.of(x, weights(layer.weight()), weights(layer.bias())),
        Map.of(
            "dilations", new long[] {dilation, dilation},
            "kernel_shape", new long[] {side, side},
            "pads", new long[] {padding, padding, padding, padding},
            "strides", new long[] {layer.stride(), layer.stride()}));
  }

  private String transposed(TransposedConvolution layer, String x) {
    long side = layer.weight().shape()[2];
    long padding = (side - layer.stride()) / 2;
    return graph.node(
        "ConvTranspose",
        List.of(x, weights(layer.weight()), weights(layer.bias())),
        Map.of(
            "kernel_shape", new long[] {side, side},
            "pads", new long[] {padding, padding, padding, padding},
            "strides", new long[] {layer.stride(), layer.stride()}));
  }

  private String norm(BatchNorm layer, String x) {
    return graph.node(
        "BatchNormalization",
        List.of(
            x,
            weights(layer.scale()),
            weights(layer.shift()),
            weights(layer.mean()),
            weights(layer.variance())),
        Map.of("epsilon", (float) BatchNorm.EPSILON));
  }

  private String weights(Weight weight) {
    return graph.weights(weight.name(), arrays.get(weight.name()));
  }

  private String image(int channels, Optional<Sides> sides) {
    return graph.input(IMAGE, shape(channels, 1, sides));
  }

  private void restored(String image, int channels, int scale, Optional<Sides> sides) {
    graph.output("restored", image, shape(channels, scale, sides));
  }

  private static List<?> shape(int channels, int scale, Optional<Sides> sides) {
    return sides.isPresent()
        ? List.of("n", channels, scale * sides.get().height, scale * sides.get().width)
        : List.of(
            "n",
            channels,
            scale == 1 ? "height" : "height_out",
            scale == 1 ? "width" : "width_out");
  }

  /** Returns a channel of the noise level, as large as the given ones. */
  private String level(String channels) {
    String sigma = graph.input(SIGMA, List.of());
    String first =
        graph.node("Slice", List.of(channels, graph.vector(0), graph.vector(1), graph.vector(1)));
    String zeros = graph.node("Mul", List.of(first, graph.number(0)));
    return add(zeros, graph.node("Div", List.of(sigma, graph.number(WHITE))));
  }

  /**
   * Turns squares of pixels into channels. ONNX has no operator with this order of channels for any
   * sides; a convolution of ones and zeros does not round.
   */
  private String fold(String image, int channels, int factor) {
    if (factor == 1) {
      return image;
    }
    int square = factor * factor;
    int folded = channels * square;
    float[] ones = new float[folded * channels * square];
    for (int c = 0; c < channels; c++) {
      for (int pixel = 0; pixel < square; pixel++) {
        ones[((c * square + pixel) * channels + c) * square + pixel] = 1;
      }
    }
    WeightArray kernel = new WeightArray(new long[] {folded, channels, factor, factor}, ones);
    return graph.node(
        "Conv",
        List.of(image, graph.weights("fold", kernel)),
        Map.of(
            "kernel_shape", new long[] {factor, factor},
            "strides", new long[] {factor, factor}));
  }

  private String unfold(String folded, int factor) {
    return factor == 1
        ? folded
        : graph.node(
            "DepthToSpace", List.of(folded), Map.of("blocksize", (long) factor, "mode", "CRD"));
  }
}
