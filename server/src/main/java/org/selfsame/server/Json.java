package org.selfsame.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON objects, as maps. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> read(byte[] text) throws IOException {
    return MAPPER.readValue(text, OBJECT);
  }

  /**
   * Returns a value of an object.
   *
   * @throws IllegalArgumentException if it is missing, or of another kind
   */
  static <T> T value(Map<String, Object> object, String name, Class<T> kind) {
    Object value = object.get(name);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException("%s is %s: expected a %s".formatted(name, value, kind));
    }
    return kind.cast(value);
  }
}
