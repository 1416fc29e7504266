package org.selfsame.task;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import org.jspecify.annotations.Nullable;

/** A task as a JSON object. Reading it guesses and converts nothing. */
final class TaskJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addMixIn(Task.class, Typed.class)
          .registerSubtypes(
              Task.all().stream()
                  .map(task -> new NamedType(task.getClass(), task.name()))
                  .toArray(NamedType[]::new))
          .build();

  private static final String EXAMPLE = new Denoise(0, 55).toJson();

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Typed {}

  private TaskJson() {}

  static String write(Task task) {
    return JSON.valueToTree(task).toString();
  }

  static Task read(String json) {
    try {
      Task task = JSON.readValue(json, Task.class);
      if (task == null) {
        throw wrong(json, "it is not an object", null);
      }
      return task;
    } catch (InvalidTypeIdException e) {
      throw wrong(json, "Selfsame does not know its type", e);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw new IllegalArgumentException("task '%s': %s".formatted(json, cause.getMessage()), e);
      }
      throw wrong(json, "a key is missing, unknown or has a wrong value", e);
    } catch (JsonProcessingException e) {
      throw wrong(json, "it is not JSON", e);
    }
  }

  private static IllegalArgumentException wrong(
      String json, String problem, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "task '%s': %s; expected an object such as %s".formatted(json, problem, EXAMPLE), cause);
  }
}
