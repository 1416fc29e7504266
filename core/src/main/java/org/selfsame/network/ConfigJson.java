package org.selfsame.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The keys and values of a network's config. Nothing is converted when they are read, so that 1.5,
 * "12" or null is no number of steps.
 */
final class ConfigJson {
  /** More than any network has; a file that asks for more would exhaust memory. */
  private static final int LARGEST = 4096;

  private static final String TYPE = "type";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.USE_ANNOTATIONS) // a record's components, and they alone
          .build();

  private final String network;
  private final ObjectNode all;

  private ConfigJson(String network, ObjectNode all) {
    this.network = network;
    this.all = all;
  }

  static ObjectNode of(NetworkConfig config) {
    return JSON.valueToTree(config);
  }

  static ObjectNode typed(NetworkConfig config) {
    ObjectNode typed = JSON.createObjectNode().put(TYPE, config.network());
    return typed.setAll(of(config));
  }

  static ObjectNode parse(String network, String json) {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
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

  static NetworkConfig changed(NetworkConfig config, String key, Object value) {
    ObjectNode all = of(config);
    all.set(key, JSON.valueToTree(value));
    return read(config.network(), all);
  }

  static NetworkConfig readTyped(ObjectNode typed) {
    ObjectNode given = typed.deepCopy();
    JsonNode type = given.remove(TYPE);
    return read(type == null ? Nlrn.NAME : type.asText(), given);
  }

  static NetworkConfig read(String network, ObjectNode given) {
    ObjectNode all = of(defaults(network));
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
      case Nlrn.NAME -> NlrnConfig.of(values);
      case Rnan.NAME -> RnanConfig.of(values);
      default -> PlainConfig.of(values);
    };
  }

  /** Returns what an architecture's config is when nothing is said. */
  private static NetworkConfig defaults(String network) {
    return switch (network) {
      case Nlrn.NAME -> NlrnConfig.PAPER;
      case Rnan.NAME -> RnanConfig.PAPER;
      case Plain.NAME, Plain.FORMER_NAME -> PlainConfig.DNCNN;
      default ->
          throw new IllegalArgumentException(
              "network '%s': expected %s, %s or %s"
                  .formatted(network, Nlrn.NAME, Rnan.NAME, Plain.NAME));
    };
  }

  int integer(String key) {
    JsonNode value = all.get(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, value, "a whole number");
    }
    return value.intValue();
  }

  List<Integer> integers(String key) {
    JsonNode value = all.get(key);
    boolean whole =
        value.valueStream().allMatch(one -> one.isIntegralNumber() && one.canConvertToInt());
    if (!value.isArray() || !whole) {
      throw wrong(key, value, "a list of whole numbers");
    }
    return value.valueStream().map(JsonNode::intValue).toList();
  }

  boolean bool(String key) {
    JsonNode value = all.get(key);
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
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

  static void requireBetween(int least, int value, String name) {
    requireBetween(least, value, LARGEST, name);
  }

  static void requireBetween(int least, int value, int most, String name) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d: expected %d to %d".formatted(name, value, least, most));
    }
  }
}
