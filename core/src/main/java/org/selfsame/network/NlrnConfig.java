package org.selfsame.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;

/**
 * The shape of an {@link Nlrn}. The variants of the paper's Table 2 and the sweeps of its Figures 5
 * and 6 are configurations.
 *
 * @param imageChannels 1 for gray, 3 for colour
 * @param noiseChannel whether the noise level is one more input channel (not in the paper)
 * @param channels C, features of a state
 * @param embedding l, features that correlations are computed from
 * @param steps T, the unrolling length
 * @param neighborhood q, the odd side of the neighborhood
 * @param affinity phi of Table 1
 * @param propagate whether correlations are carried from step to step
 * @param nonlocalEvery a non-local module in every k-th state, from the first on; 0 for none: its
 *     layers then make a plain residual branch of just as many weights, which needs {@code channels
 *     = 2 * embedding}
 * @param tied whether all steps share the weights of convolutions
 * @param border what is beyond the image's border
 */
public record NlrnConfig(
    int imageChannels,
    boolean noiseChannel,
    int channels,
    int embedding,
    int steps,
    int neighborhood,
    Affinity affinity,
    boolean propagate,
    int nonlocalEvery,
    boolean tied,
    Border border) {

  /** The paper's network for gray images: 330,625 weights besides those of BatchNorm. */
  public static final NlrnConfig PAPER =
      new NlrnConfig(
          1, false, 128, 64, 12, 45, Affinity.EMBEDDED_GAUSSIAN, true, 1, true, Border.CIRCULAR);

  /** More than any network has; a file that asks for more would exhaust memory. */
  private static final int LARGEST = 4096;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Checks the sizes. */
  public NlrnConfig {
    requireBetween(1, imageChannels, "imageChannels");
    requireBetween(1, channels, "channels");
    requireBetween(1, embedding, "embedding");
    requireBetween(1, steps, "steps");
    requireBetween(1, neighborhood, "neighborhood");
    requireBetween(0, nonlocalEvery, "nonlocalEvery");
    if (neighborhood % 2 == 0) {
      throw new IllegalArgumentException(
          "neighborhood %d: expected an odd number, such as %d"
              .formatted(neighborhood, neighborhood - 1));
    }
    if (nonlocalEvery == 0 && channels != 2 * embedding) {
      throw new IllegalArgumentException(
          "nonlocalEvery 0 with channels %d and embedding %d: expected channels = 2 * embedding"
              .formatted(channels, embedding));
    }
    if (affinity == null || border == null) {
      throw new IllegalArgumentException("affinity and border: expected a value, found null");
    }
  }

  private static void requireBetween(int least, int value, String name) {
    if (value < least || value > LARGEST) {
      throw new IllegalArgumentException(
          "%s %d: expected %d to %d".formatted(name, value, least, LARGEST));
    }
  }

  /**
   * Reads a JSON object; keys that are missing have the values of {@link #PAPER}.
   *
   * @throws IllegalArgumentException if it is not a JSON object, or has an unknown key or a wrong
   *     value
   */
  public static NlrnConfig fromJson(String json) {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "nlrn config '%s' is not JSON: %s".formatted(json, e.getOriginalMessage()), e);
    }
    if (tree instanceof ObjectNode object) {
      return fromJson(object);
    }
    throw new IllegalArgumentException(
        "nlrn config '%s': expected a JSON object such as %s".formatted(json, PAPER.toJson()));
  }

  /**
   * Reads a JSON object as {@link #fromJson(String)} does: nothing is converted, so that 1.5, "12"
   * or null is no number of steps. Jackson reads configs that are part of others by this, too.
   *
   * @throws IllegalArgumentException if it has an unknown key or a wrong value
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static NlrnConfig fromJson(ObjectNode given) {
    ObjectNode all = JSON.valueToTree(PAPER);
    List<String> keys = all.propertyStream().map(Map.Entry::getKey).toList();
    for (var entry : given.properties()) {
      if (!keys.contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "nlrn config: unknown key '%s': expected one of %s".formatted(entry.getKey(), keys));
      }
    }
    all.setAll(given);
    return new NlrnConfig(
        integer(all, "imageChannels"),
        bool(all, "noiseChannel"),
        integer(all, "channels"),
        integer(all, "embedding"),
        integer(all, "steps"),
        integer(all, "neighborhood"),
        constant(all, "affinity", Affinity.class),
        bool(all, "propagate"),
        integer(all, "nonlocalEvery"),
        bool(all, "tied"),
        constant(all, "border", Border.class));
  }

  private static int integer(ObjectNode all, String key) {
    JsonNode value = all.get(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, value, "a whole number");
    }
    return value.intValue();
  }

  private static boolean bool(ObjectNode all, String key) {
    JsonNode value = all.get(key);
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  private static <E extends Enum<E>> E constant(ObjectNode all, String key, Class<E> type) {
    JsonNode value = all.get(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.textValue())) {
        return constant;
      }
    }
    throw wrong(key, value, "one of " + Arrays.toString(type.getEnumConstants()));
  }

  private static IllegalArgumentException wrong(String key, JsonNode value, String expected) {
    return new IllegalArgumentException(
        "nlrn config: %s is %s: expected %s".formatted(key, value, expected));
  }

  /** Writes all keys as a JSON object. */
  public String toJson() {
    return JSON.valueToTree(this).toString();
  }

  /** Returns the number of channels that the network reads. */
  public int inputChannels() {
    return imageChannels + (noiseChannel ? 1 : 0);
  }

  /**
   * Returns the floating-point operations that {@link Network#necessaryFlop} asks for. Per pixel,
   * of an image no smaller than the neighborhood,
   *
   * <pre>
   * 2 (9 C (input + image channels) + T 18 C^2 + T_n (2 C l + C^2 + q^2 (l + C)))
   * </pre>
   *
   * <p>with T_n steps that have a non-local module: 17.2 million for {@link #PAPER}. Affinities
   * without theta or psi lack their {@code C l}, and without theta a product is of C features.
   */
  long necessaryFlop(int height, int width) {
    long c = channels;
    int embeddings = (affinity.usesTheta() ? 1 : 0) + (affinity.usesPsi() ? 1 : 0);
    long features = affinity.usesTheta() ? embedding : channels;
    long keys = (long) Math.min(neighborhood, height) * Math.min(neighborhood, width);
    long nonlocal = embeddings * c * embedding + c * c + keys * (features + c);
    long local = 2 * c * embedding + c * c; // in place of non-local modules that are left out
    long products = 9 * c * (inputChannels() + imageChannels);
    for (int step = 0; step < steps; step++) {
      products += 18 * c * c;
      if (isNonlocal(step)) {
        products += nonlocal;
      } else if (nonlocalEvery == 0) {
        products += local;
      }
    }
    return 2 * products * height * width;
  }

  /** Tells whether a step, counted from 0, has a non-local module. */
  boolean isNonlocal(int step) {
    return nonlocalEvery > 0 && step % nonlocalEvery == 0;
  }
}
