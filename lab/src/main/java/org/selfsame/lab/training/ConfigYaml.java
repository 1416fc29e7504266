package org.selfsame.lab.training;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.task.Task;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A config as YAML. The defaults fill in what a file leaves out, and say which keys there are and
 * of which kind their values are: nothing is guessed or converted.
 */
final class ConfigYaml {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID) // types are keys, as in the files
          .addMixIn(Task.class, TypedTask.class)
          .registerSubtypes(
              Task.all().stream()
                  .map(task -> new NamedType(task.getClass(), task.name()))
                  .toArray(NamedType[]::new))
          .addMixIn(NetworkConfig.class, TypedNetwork.class)
          .addModule(
              new SimpleModule().addDeserializer(NetworkConfig.class, new NetworkDeserializer()))
          .build();

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface TypedTask {}

  private interface TypedNetwork {
    @JsonValue
    Map<String, Object> typed();
  }

  /** Networks check their keys and values themselves. */
  private static final class NetworkDeserializer extends JsonDeserializer<NetworkConfig> {
    @Override
    public NetworkConfig deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return Networks.typedConfig(context.readTree(parser).toString());
    }
  }

  private ConfigYaml() {}

  static String write(Object config) {
    try {
      return YAML.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of plain values
    }
  }

  /**
   * Reads a config.
   *
   * @param changes values that take the place of the text's, by key: {@code seed}, {@code
   *     budget.maxSteps}
   * @param source what to call the text in an error
   * @throws IllegalArgumentException if it is not YAML, a key is unknown or a value is wrong; the
   *     message names it
   */
  static <T> T read(String yaml, Map<String, ?> changes, T defaults, Class<T> type, String source) {
    try {
      if (!(YAML.readTree(yaml) instanceof ObjectNode given)) {
        throw new IllegalArgumentException(
            "it has no keys and values: expected some, such as 'seed: 1'");
      }
      ConfigKeys.move(given);
      changes.forEach((key, value) -> ConfigKeys.set(given, key, YAML.valueToTree(value)));
      ObjectNode all = YAML.valueToTree(defaults);
      merge("", given, all);
      return YAML.treeToValue(all, type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(source + ": " + problem(e), e);
    }
  }

  private static void merge(String prefix, ObjectNode given, ObjectNode all) {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String key = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      JsonNode old = all.get(entry.getKey());
      if (old == null) {
        throw new IllegalArgumentException(
            "unknown key '%s': expected one of %s"
                .formatted(
                    key,
                    all.propertyStream()
                        .map(known -> prefix + known.getKey())
                        .collect(Collectors.joining(", "))));
      }
      requireKind(key, value, old);
      if (isOtherType(value, old)) {
        all.set(entry.getKey(), value); // whose keys are not those of the default
      } else if (old instanceof ObjectNode oldObject) {
        merge(key + ".", (ObjectNode) value, oldObject);
      } else {
        all.set(entry.getKey(), value);
      }
    }
  }

  private static boolean isOtherType(JsonNode value, JsonNode old) {
    return value.has("type") && !value.get("type").equals(old.get("type"));
  }

  private static void requireKind(String key, JsonNode value, JsonNode like) {
    if (like.isObject()) {
      require(value.isObject(), key, value, "keys and values");
    } else if (like.isArray()) {
      require(value.isArray(), key, value, "a list such as " + like);
      value.forEach(element -> requireKind(key, element, like.get(0)));
    } else if (like.isInt() || like.isLong()) {
      boolean fits = like.isInt() ? value.canConvertToInt() : value.canConvertToLong();
      require(value.isIntegralNumber() && fits, key, value, "a whole number such as " + like);
    } else if (like.isNumber()) {
      require(value.isNumber(), key, value, "a number such as " + like);
    } else if (like.isBoolean()) {
      require(value.isBoolean(), key, value, "true or false");
    } else {
      require(value.isTextual(), key, value, "text such as " + like);
    }
  }

  /** Throws an exception that names key and value unless something holds. */
  static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s %s: expected %s".formatted(key, found, expected));
    }
  }

  private static String problem(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException syntax) {
      return "line %d is not YAML: %s"
          .formatted(syntax.getProblemMark().getLine() + 1, syntax.getProblem());
    }
    if (e instanceof InvalidFormatException wrong && wrong.getTargetType().isEnum()) {
      return "%s %s: expected one of %s"
          .formatted(
              path(wrong),
              wrong.getValue(),
              Arrays.toString(wrong.getTargetType().getEnumConstants()));
    }
    if (e instanceof InvalidTypeIdException unknown) {
      return "%s.type %s: expected one that Selfsame trains, such as denoise"
          .formatted(path(unknown), unknown.getTypeId());
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown key '%s': expected one of %s"
          .formatted(path(unknown), unknown.getKnownPropertyIds());
    }
    if (e instanceof JsonParseException unreadable) {
      return "line %d: %s"
          .formatted(unreadable.getLocation().getLineNr(), unreadable.getOriginalMessage());
    }
    if (e instanceof MismatchedInputException wrong) {
      return "%s is missing or of the wrong kind: expected %s"
          .formatted(path(wrong), kind(wrong.getTargetType()));
    }
    // A record's own check names the key.
    return e.getCause() instanceof IllegalArgumentException cause
        ? cause.getMessage()
        : e.getOriginalMessage();
  }

  private static String kind(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type == double.class) {
      return "a number";
    }
    return type == int.class || type == Integer.class ? "a whole number" : "a value";
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .filter(Objects::nonNull) // positions in a list
        .collect(Collectors.joining("."));
  }
}
