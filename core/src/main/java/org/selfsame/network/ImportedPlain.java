package org.selfsame.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** The modules of a {@link Plain} network that other code trained, reduced to convolutions. */
final class ImportedPlain {
  /** What PyTorch's BatchNorm adds to the variance by default. */
  private static final double EPSILON = 1e-5;

  private static final Pattern NAME = Pattern.compile("((?:model|dncnn)\\.)(\\d{1,4})\\.(\\w+)");

  private static final Set<String> STATISTICS = Set.of("running_mean", "running_var");
  private static final Set<String> OF_CONVOLUTION = Set.of("weight", "bias");
  private static final Set<String> OF_NORM =
      Set.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked");

  private static final int LONGEST_NAME = 60;
  private static final int IRCNN_LAYERS = PlainConfig.IRCNN.layers();

  private static final String ANY_SHAPE =
      "1 and 1 (gray) or 3 and 3 (color), the first one more if it takes the noise level, or"
          + " FFDNet's 5 and 4 (gray) or 13 and 12 (color)";

  private final String source;
  private final Map<String, WeightArray> merged = new LinkedHashMap<>();
  private final List<Convolution> convolutions = new ArrayList<>();
  private int last = -2; // the first convolution is number 0
  private boolean normalized;
  private boolean shifts;
  private PlainConfig config;

  /** A convolution and the number of its module. */
  private record Convolution(int number, long in, long out) {}

  private ImportedPlain(String source) {
    this.source = source;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Reduces the modules to convolutions named {@code model.0}, {@code model.2}, {@code model.4}.
   *
   * @param tensors the tensors, whose names all satisfy {@link #isName}
   * @param known the family, if known
   * @throws WeightFileException if they are not a chain of convolutions with ReLU between them and
   *     at most a BatchNorm after each; or if channels, sizes and family do not determine the
   *     network
   * @throws IllegalArgumentException if no network has these sizes
   */
  static ImportedPlain of(
      Map<String, WeightArray> tensors, String source, Optional<PlainFamily> known)
      throws WeightFileException {
    ImportedPlain layers = new ImportedPlain(source);
    for (Map.Entry<Integer, Map<String, WeightArray>> module : layers.modules(tensors).entrySet()) {
      layers.add(module.getKey(), module.getValue());
    }
    layers.requireChain();
    layers.config = layers.recognized(known);
    return layers;
  }

  /** Returns the config of the network that they form. */
  PlainConfig config() {
    return config;
  }

  /** Returns its weights. */
  Map<String, WeightArray> arrays() {
    return merged;
  }

  private void requireChain() throws WeightFileException {
    Convolution before = convolutions.get(0);
    long features = before.out;
    for (Convolution next : convolutions.subList(1, convolutions.size())) {
      if (next.in != before.out) {
        throw new WeightFileException(
            "%s: module %d reads %d channels, but module %d makes %d: expected the same number; the file holds several networks, or parts are missing: save the whole state dict"
                .formatted(source, next.number, next.in, before.number, before.out));
      }
      if (next.in != features) {
        throw new WeightFileException(
            "%s: module %d makes %d features, but module 0 makes %d: expected the same number from all but the last, as in DnCNN; a chain of changing width cannot be imported"
                .formatted(source, before.number, before.out, features));
      }
      before = next;
    }
  }

  /** Determines the network, and converts the weights to its form. */
  private PlainConfig recognized(Optional<PlainFamily> known) throws WeightFileException {
    int layers = convolutions.size();
    long in = convolutions.get(0).in;
    long out = convolutions.get(layers - 1).out;
    int features = Math.toIntExact(convolutions.get(0).out);
    Set<PlainFamily> possible = EnumSet.noneOf(PlainFamily.class);
    for (PlainFamily family : PlainFamily.values()) {
      if (hasChannels(family, in, out) && (family != PlainFamily.IRCNN || layers == IRCNN_LAYERS)) {
        possible.add(family);
      }
    }
    PlainFamily family;
    if (possible.isEmpty() || (known.isPresent() && !possible.contains(known.get()))) {
      throw new WeightFileException(
          "%s: %d layers, of which the first reads %d channels and the last makes %d: expected %s"
              .formatted(
                  source, layers, in, out, known.map(ImportedPlain::shape).orElse(ANY_SHAPE)));
    } else if (known.isPresent()) {
      family = known.get();
    } else if (possible.contains(PlainFamily.IRCNN) && features == PlainConfig.IRCNN.features()) {
      throw ambiguous(layers, features, PlainFamily.IRCNN, "whose layers are dilated");
    } else if (possible.contains(PlainFamily.VDSR)
        && layers == PlainConfig.VDSR.layers()
        && features == PlainConfig.VDSR.features()
        && !shifts) {
      throw ambiguous(layers, features, PlainFamily.VDSR, "whose result is added to the image");
    } else {
      family = possible.iterator().next(); // DnCNN, if others are possible
    }
    if (family == PlainFamily.FFDNET) {
      foldByRows(layers);
    } else if (family == PlainFamily.VDSR) {
      negate(PlainLayers.name(layers - 1));
    }
    int imageChannels = Math.toIntExact(family == PlainFamily.FFDNET ? out / 4 : out);
    return family.sized(imageChannels, features, layers);
  }

  private WeightFileException ambiguous(int layers, int features, PlainFamily other, String what) {
    return new WeightFileException(
        "%s: %d layers of %d features may be DnCNN or %s, %s; their shapes are the same: say which with --network dncnn or --network %s"
            .formatted(source, layers, features, other.title(), what, other));
  }

  private static boolean hasChannels(PlainFamily family, long in, long out) {
    return switch (family) {
      case DNCNN, IRCNN, VDSR -> in == out && (out == 1 || out == 3);
      case FDNCNN -> in == out + 1 && (out == 1 || out == 3);
      case FFDNET -> in == out + 1 && (out == 4 || out == 12);
    };
  }

  private static String shape(PlainFamily family) {
    String channels =
        switch (family) {
          case DNCNN, IRCNN, VDSR -> "1 and 1 (gray) or 3 and 3 (color)";
          case FDNCNN -> "2 and 1 (gray) or 4 and 3 (color)";
          case FFDNET -> "5 and 4 (gray) or 13 and 12 (color)";
        };
    String layers = family == PlainFamily.IRCNN ? IRCNN_LAYERS + " layers of " : "";
    return "%s%s, as %s has".formatted(layers, channels, family.title());
  }

  /**
   * Reorders the samples of a folded square. FFDNet's own order goes down the columns, ours along
   * the rows. Both put one channel of the image after the other, and the noise level last.
   */
  private void foldByRows(int layers) {
    String first = PlainLayers.name(0) + ".weight";
    String last = PlainLayers.name(layers - 1);
    int out = Math.toIntExact(convolutions.get(layers - 1).out);
    WeightArray read = merged.get(first);
    int features = (int) read.shape()[0];
    int in = (int) read.shape()[1];
    float[] weights = read.values().clone();
    for (int feature = 0; feature < features; feature++) {
      swapColumnsAndRows(weights, feature * in * 9, in / 4, 9);
    }
    merged.put(first, new WeightArray(read.shape(), weights));
    for (String part : List.of(last + ".weight", last + ".bias")) {
      WeightArray made = merged.get(part);
      float[] values = made.values().clone();
      if (values.length % out == 0) { // else the file is refused for its shape
        swapColumnsAndRows(values, 0, out / 4, values.length / out);
        merged.put(part, new WeightArray(made.shape(), values));
      }
    }
  }

  /** Swaps the second and third samples of squares; the others are already in place. */
  private static void swapColumnsAndRows(float[] values, int from, int squares, int length) {
    for (int square = 0; square < squares; square++) {
      int second = from + (4 * square + 1) * length;
      for (int i = second; i < second + length; i++) {
        float kept = values[i];
        values[i] = values[i + length];
        values[i + length] = kept;
      }
    }
  }

  /** Changes the sign: the file's result is added to the image, ours is subtracted. */
  private void negate(String layer) {
    for (String part : List.of(layer + ".weight", layer + ".bias")) {
      WeightArray array = merged.get(part);
      float[] values = array.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = -values[i];
      }
      merged.put(part, new WeightArray(array.shape(), values));
    }
  }

  /** Returns the tensors by the number of their module, then by their own name. */
  private Map<Integer, Map<String, WeightArray>> modules(Map<String, WeightArray> tensors)
      throws WeightFileException {
    Map<Integer, Map<String, WeightArray>> modules = new TreeMap<>();
    String prefix = null;
    for (Map.Entry<String, WeightArray> tensor : tensors.entrySet()) {
      Matcher name = NAME.matcher(tensor.getKey());
      if (!name.matches() || (prefix != null && !prefix.equals(name.group(1)))) {
        throw new WeightFileException(
            "%s has tensors under model. and under dncnn.; expected a single chain of convolutions"
                .formatted(source));
      }
      prefix = name.group(1);
      WeightArray other =
          modules
              .computeIfAbsent(Integer.valueOf(name.group(2)), number -> new LinkedHashMap<>())
              .put(name.group(3), tensor.getValue());
      if (other != null) {
        throw new WeightFileException(
            "%s has %s twice, once with leading zeros".formatted(source, tensor.getKey()));
      }
    }
    return modules;
  }

  private void add(int number, Map<String, WeightArray> tensors) throws WeightFileException {
    WeightArray weight = tensors.get("weight");
    if (OF_NORM.containsAll(tensors.keySet()) && tensors.keySet().containsAll(STATISTICS)) {
      if (normalized || number != last + 1) {
        throw unexpected(number, "a BatchNorm", "it right after a convolution");
      }
      normalize(tensors);
      normalized = true;
      shifts = true;
    } else if (OF_CONVOLUTION.containsAll(tensors.keySet())
        && weight != null
        && weight.shape().length == 4
        && weight.values().length > 0) { // then no side exceeds the number of weights
      if (number != last + 2) {
        throw unexpected(number, "a convolution", "number " + (last + 2) + ", after a ReLU");
      }
      if (weight.shape()[2] != 3 || weight.shape()[3] != 3) {
        throw unexpected(
            number,
            "a convolution of %dx%d".formatted(weight.shape()[2], weight.shape()[3]),
            "3x3");
      }
      int out = Math.toIntExact(weight.shape()[0]);
      String name = PlainLayers.name(convolutions.size());
      convolutions.add(new Convolution(number, weight.shape()[1], out));
      merged.put(name + ".weight", weight);
      shifts |= tensors.containsKey("bias");
      merged.put(name + ".bias", tensors.getOrDefault("bias", filled(out, 0)));
      normalized = false;
    } else {
      throw unexpected(
          number,
          tensors.entrySet().stream()
              .map(t -> shown(t.getKey()) + Arrays.toString(t.getValue().shape()))
              .collect(Collectors.joining(", ")),
          "a convolution (weight of 4 dimensions, bias) or BatchNorm (weight, bias, running_mean,"
              + " running_var)");
    }
    last = number;
  }

  private WeightFileException unexpected(int number, String found, String expected) {
    return new WeightFileException(
        "%s: module %d is %s; expected %s, as in DnCNN".formatted(source, number, found, expected));
  }

  /**
   * Merges {@code scale (conv(x) - mean) / sqrt(variance + epsilon) + shift} into the convolution.
   */
  private void normalize(Map<String, WeightArray> norm) throws WeightFileException {
    String name = PlainLayers.name(convolutions.size() - 1);
    WeightArray weight = merged.get(name + ".weight");
    float[] bias = merged.get(name + ".bias").values();
    int out = Math.toIntExact(weight.shape()[0]);
    float[] scale = ofChannels(norm.getOrDefault("weight", filled(out, 1)), out);
    float[] shift = ofChannels(norm.getOrDefault("bias", filled(out, 0)), out);
    float[] mean = ofChannels(norm.get("running_mean"), out);
    float[] variance = ofChannels(norm.get("running_var"), out);
    if (bias.length != out) {
      throw notOfChannels(merged.get(name + ".bias"), out);
    }
    float[] weights = weight.values().clone();
    float[] biases = new float[out];
    for (int c = 0; c < out; c++) {
      double factor = scale[c] / Math.sqrt(variance[c] + EPSILON);
      int each = weights.length / out;
      for (int i = c * each; i < (c + 1) * each; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
      biases[c] = (float) ((bias[c] - mean[c]) * factor + shift[c]);
    }
    merged.put(name + ".weight", new WeightArray(weight.shape(), weights));
    merged.put(name + ".bias", new WeightArray(new long[] {out}, biases));
  }

  private float[] ofChannels(WeightArray array, int out) throws WeightFileException {
    if (array.values().length != out) {
      throw notOfChannels(array, out);
    }
    return array.values();
  }

  private WeightFileException notOfChannels(WeightArray array, int out) {
    return new WeightFileException(
        "%s: a BatchNorm or bias of shape %s after a convolution of %d channels"
            .formatted(source, Arrays.toString(array.shape()), out));
  }

  /** Makes a name from an untrusted file safe to print. */
  static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.length() > LONGEST_NAME
        ? printable.substring(0, LONGEST_NAME) + "..."
        : printable;
  }

  private static WeightArray filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return new WeightArray(new long[] {length}, values);
  }
}
