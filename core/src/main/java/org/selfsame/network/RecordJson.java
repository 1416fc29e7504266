package org.selfsame.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Writes the components of a record as a JSON object, in order. */
final class RecordJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RecordJson() {}

  static ObjectNode tree(Object components) {
    return JSON.valueToTree(components);
  }

  static String write(Object components) {
    return tree(components).toString();
  }

  static Map<String, Object> entries(Object components) {
    return JSON.convertValue(components, new TypeReference<Map<String, Object>>() {});
  }

  static JsonNode parse(String json) throws JsonProcessingException {
    return JSON.readTree(json);
  }
}
