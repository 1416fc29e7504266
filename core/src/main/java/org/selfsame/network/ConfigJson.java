package org.selfsame.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.nonlocal.GlobalAttention.Normalization;

/**
 * The keys and values of a network's config. Reading them converts nothing: 1.5, "12" and null are
 * rejected as a number of steps.
 */
final class ConfigJson {
  private static final String TYPE = "type";

  private final String network;
  private final ObjectNode all;

  private ConfigJson(String network, ObjectNode all) {
    this.network = network;
    this.all = all;
  }

  /** Reads keys and values; missing keys have the values of the papers. */
  static NetworkConfig read(String network, String json) {
    return read(network, parse(network, json));
  }

  /** Reads keys and values with a {@code type}; without one, they are an NLRN's. */
  static NetworkConfig readTyped(String json) {
    ObjectNode given = parse(NlrnConfig.NAME, json);
    JsonNode type = given.remove(TYPE);
    return read(type == null ? NlrnConfig.NAME : type.asText(), given);
  }

  private static ObjectNode parse(String network, String json) {
    JsonNode tree;
    try {
      tree = RecordJson.parse(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s config '%s' is not JSON: %s".formatted(network, json, e.getOriginalMessage()), e);
    }
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException(
        "%s config '%s': expected a JSON object such as %s"
            .formatted(network, json, defaults(network).toJson()));
  }

  private static NetworkConfig read(String network, ObjectNode given) {
    ObjectNode all = RecordJson.tree(defaults(network));
    List<String> keys = all.propertyStream().map(Map.Entry::getKey).toList();
    for (var entry : given.properties()) {
      if (!keys.contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "%s config: unknown key '%s': expected one of %s"
                .formatted(network, entry.getKey(), keys));
      }
    }
    all.setAll(given);
    ConfigJson values = new ConfigJson(network, all);
    return switch (network) {
      case NlrnConfig.NAME -> values.nlrn();
      case RnanConfig.NAME -> values.rnan();
      default -> values.plain();
    };
  }

  /** Returns the default config of an architecture. */
  private static NetworkConfig defaults(String network) {
    return switch (network) {
      case NlrnConfig.NAME -> NlrnConfig.PAPER;
      case RnanConfig.NAME -> RnanConfig.PAPER;
      case PlainConfig.NAME, PlainConfig.FORMER_NAME -> PlainConfig.DNCNN;
      default ->
          throw new IllegalArgumentException(
              "network '%s': expected %s, %s or %s"
                  .formatted(network, NlrnConfig.NAME, RnanConfig.NAME, PlainConfig.NAME));
    };
  }

  private NlrnConfig nlrn() {
    return new NlrnConfig(
        integer("imageChannels"),
        bool("noiseChannel"),
        integer("channels"),
        integer("embedding"),
        integer("steps"),
        integer("neighborhood"),
        constant("affinity", Affinity.class),
        bool("propagate"),
        integer("nonlocalEvery"),
        bool("tied"),
        constant("border", Border.class),
        integer("fold"),
        integer("block"));
  }

  private RnanConfig rnan() {
    return new RnanConfig(
        integer("imageChannels"),
        integer("features"),
        integer("blocks"),
        constant("softmax", Normalization.class),
        integer("scale"));
  }

  private PlainConfig plain() {
    return new PlainConfig(
        integer("imageChannels"),
        integer("features"),
        integer("layers"),
        integer("fold"),
        bool("noiseChannel"),
        bool("residual"),
        integers("dilations"));
  }

  private int integer(String key) {
    JsonNode value = all.get(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, value, "a whole number");
    }
    return value.intValue();
  }

  private List<Integer> integers(String key) {
    JsonNode value = all.get(key);
    boolean whole =
        value.valueStream().allMatch(one -> one.isIntegralNumber() && one.canConvertToInt());
    if (!value.isArray() || !whole) {
      throw wrong(key, value, "a list of whole numbers");
    }
    return value.valueStream().map(JsonNode::intValue).toList();
  }

  private boolean bool(String key) {
    JsonNode value = all.get(key);
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  private <E extends Enum<E>> E constant(String key, Class<E> type) {
    JsonNode value = all.get(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.textValue())) {
        return constant;
      }
    }
    throw wrong(key, value, "one of " + Arrays.toString(type.getEnumConstants()));
  }

  private IllegalArgumentException wrong(String key, JsonNode value, String expected) {
    return new IllegalArgumentException(
        "%s config: %s is %s: expected %s".formatted(network, key, value, expected));
  }
}
