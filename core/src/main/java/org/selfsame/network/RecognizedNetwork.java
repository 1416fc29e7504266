package org.selfsame.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * A network that other code trained, recognized by the names and shapes of its weights.
 *
 * <pre>{@code
 * Map<String, WeightArray> stateDict = PyTorchFile.read(Path.of("RNAN_gray.pt"));
 * RecognizedNetwork found = RecognizedNetwork.of(stateDict, "RNAN_gray.pt", Told.NOTHING);
 * try (Network network = Networks.create(found.config(), Device.CPU, found.arrays(), "RNAN_gray.pt")) { ... }
 * }</pre>
 *
 * <p>It knows three:
 *
 * <ul>
 *   <li>{@link Rnan} as its authors released it, with any number of blocks and features, for
 *       restoring or enlarging. Names stay; the softmax is over queries, as in the released code.
 *   <li>{@link Plain}, a sequence under {@code model.} or {@code dncnn.} with ReLU between its
 *       convolutions. A BatchNorm after a convolution is merged into it, with PyTorch's epsilon of
 *       1e-5; missing biases are 0. With as many channels in as out, it is a DnCNN. With one more
 *       in, it is an FDnCNN, or an FFDNet if the channels are those of images folded 2x2; an
 *       FFDNet's weights are put in our order of folded pixels.
 *   <li>{@link Nlrn} as its authors released it for TensorFlow, of any size. The released networks
 *       of 12 steps propagate correlations, those of 15 do not; of others the caller must say.
 * </ul>
 *
 * <p>Names and shapes show neither dilations nor the sign of a residual, so a network with exactly
 * the published shape of an IRCNN or VDSR is refused unless the caller names its {@link PlainFamily
 * family}. Anything else that they do not show is assumed to be as in these networks.
 *
 * <p>A prefix that wrapper modules put before all names, such as {@code netG.}, is removed.
 *
 * @param config the config that names and shapes show; {@link Networks#create(NetworkConfig,
 *     Device, Map, String)} checks that all tensors are there, fit it, and are finite
 * @param arrays the weights by their names in our files; the map cannot be modified
 */
public record RecognizedNetwork(NetworkConfig config, Map<String, WeightArray> arrays) {
  private static final int NAMES_SHOWN = 4;
  private static final int MOST_WRAPPERS = 4;

  /** A local block of RNAN, or the convolution after the local blocks. */
  private static final Pattern BODY =
      Pattern.compile(Pattern.quote(RnanLayers.LOCAL_BLOCKS) + "(\\d{1,4})\\..*");

  /**
   * What a caller knows of a network, and its weights do not show.
   *
   * @param family the family of a chain of convolutions
   * @param propagate whether an NLRN carries correlations from step to step
   */
  public record Told(Optional<PlainFamily> family, Optional<Boolean> propagate) {
    /** Nothing is known. */
    public static final Told NOTHING = new Told(Optional.empty(), Optional.empty());
  }

  /** Copies the map. */
  public RecognizedNetwork {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * Recognizes a network.
   *
   * @param stateDict the floating-point tensors of a PyTorch module or a TensorFlow graph, by name
   * @param source the name of the file in errors
   * @param told what is known besides
   * @throws WeightFileException if it is not a known network or not what was told, or its tensors
   *     do not determine a config
   */
  public static RecognizedNetwork of(Map<String, WeightArray> stateDict, String source, Told told)
      throws WeightFileException {
    Map<String, WeightArray> tensors = unwrapped(stateDict);
    Optional<PlainFamily> family = told.family();
    try {
      if (ImportedNlrn.isOne(tensors)) {
        requireUntold(family, "an NLRN", source);
        ImportedNlrn nlrn = ImportedNlrn.of(tensors, source, told.propagate());
        return new RecognizedNetwork(ofImages(nlrn.config()), nlrn.arrays());
      }
      if (told.propagate().isPresent()) {
        throw new WeightFileException(
            source + " is not an NLRN of TensorFlow: leave out whether it propagates");
      }
      if (isRnan(tensors)) {
        requireUntold(family, "an RNAN", source);
        return new RecognizedNetwork(ofImages(rnan(tensors, source)), tensors);
      }
      if (isPlain(tensors)) {
        ImportedPlain plain = ImportedPlain.of(tensors, source, family);
        return new RecognizedNetwork(plain.config(), plain.arrays());
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WeightFileException(
          "%s has shapes that fit no network: %s".formatted(source, e.getMessage()), e);
    }
    throw new WeightFileException(
        "%s holds no known network: it has %s. Known are NLRN (rnn/non_local_theta/kernel...), RNAN (head.0.weight, body_nl_low.0...) and chains of convolutions such as DnCNN and FFDNet (model.0.weight, model.2.weight... or dncnn.0.weight...)"
            .formatted(source, someNames(stateDict)));
  }

  private static void requireUntold(Optional<PlainFamily> family, String found, String source)
      throws WeightFileException {
    if (family.isPresent()) {
      throw new WeightFileException(
          "%s has the tensors of %s: expected those of %s; leave the network out"
              .formatted(source, found, family.get().title()));
    }
  }

  private static boolean isRnan(Map<String, WeightArray> tensors) {
    return tensors.keySet().stream().anyMatch(name -> name.startsWith(RnanLayers.FIRST_BLOCKS));
  }

  private static boolean isPlain(Map<String, WeightArray> tensors) {
    return !tensors.isEmpty() && tensors.keySet().stream().allMatch(ImportedPlain::isName);
  }

  /**
   * Removes the prefix that wrapper modules put before all names, such as {@code netG.}, {@code
   * _orig_mod.} or {@code net.}; returns the same map if that leaves no known network.
   */
  private static Map<String, WeightArray> unwrapped(Map<String, WeightArray> stateDict) {
    Map<String, WeightArray> tensors = stateDict;
    for (int i = 0; i <= MOST_WRAPPERS && !tensors.isEmpty(); i++) {
      if (isRnan(tensors) || isPlain(tensors)) {
        return tensors;
      }
      String first = tensors.keySet().iterator().next();
      String wrapper = first.substring(0, first.indexOf('.') + 1);
      if (wrapper.isEmpty() || !tensors.keySet().stream().allMatch(n -> n.startsWith(wrapper))) {
        return stateDict;
      }
      Map<String, WeightArray> inner = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> inner.put(name.substring(wrapper.length()), tensor));
      tensors = inner;
    }
    return stateDict;
  }

  private static NetworkConfig ofImages(NetworkConfig config) {
    if (config.imageChannels() != 1 && config.imageChannels() != 3) {
      throw new IllegalArgumentException(
          "images of %d channels, expected 1 (gray) or 3 (color)"
              .formatted(config.imageChannels()));
    }
    return config;
  }

  private static String someNames(Map<String, WeightArray> stateDict) {
    String names =
        stateDict.keySet().stream()
            .limit(NAMES_SHOWN)
            .map(ImportedPlain::shown)
            .collect(Collectors.joining(", "));
    int more = stateDict.size() - NAMES_SHOWN;
    return stateDict.isEmpty()
        ? "no tensors"
        : "the tensors " + names + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static RnanConfig rnan(Map<String, WeightArray> tensors, String source)
      throws WeightFileException {
    long[] head = convolution(tensors, RnanLayers.HEAD + ".weight", source);
    return new RnanConfig(
        Math.toIntExact(head[1]),
        Math.toIntExact(head[0]),
        2 + localBlocks(tensors),
        Normalization.QUERIES,
        scale(tensors, head[0], source));
  }

  /** The convolution after the local blocks has the next number. */
  private static int localBlocks(Map<String, WeightArray> tensors) {
    return tensors.keySet().stream()
        .map(BODY::matcher)
        .filter(Matcher::matches)
        .mapToInt(body -> Integer.parseInt(body.group(1)))
        .max()
        .orElse(0);
  }

  private static int scale(Map<String, WeightArray> tensors, long features, String source)
      throws WeightFileException {
    if (tensors.containsKey(RnanLayers.tail(1) + ".weight")) {
      return 1;
    }
    if (tensors.containsKey(RnanLayers.ENLARGING_AGAIN + ".weight")) {
      return 4;
    }
    String name = RnanLayers.ENLARGING + ".weight";
    long enlarged = convolution(tensors, name, source)[0];
    if (enlarged == 4 * features) {
      return 2;
    }
    if (enlarged == 9 * features) {
      return 3;
    }
    throw new WeightFileException(
        "%s: %s makes %d features of %d; expected 4 or 9 times as many, to enlarge by 2 or 3"
            .formatted(source, name, enlarged, features));
  }

  private static long[] convolution(Map<String, WeightArray> tensors, String name, String source)
      throws WeightFileException {
    WeightArray weight = tensors.get(name);
    if (weight == null) {
      throw new WeightFileException(
          "%s has tensors of RNAN, but no %s: expected the whole state dict"
              .formatted(source, name));
    }
    if (weight.shape().length != 4) {
      throw new WeightFileException(
          "%s: tensor %s has shape %s, expected [out, in, height, width]"
              .formatted(source, name, Arrays.toString(weight.shape())));
    }
    return weight.shape();
  }
}
