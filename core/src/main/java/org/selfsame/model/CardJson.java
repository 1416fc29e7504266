package org.selfsame.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.selfsame.task.Task;

/** The cards of models, and the list of their ids, as JSON. */
final class CardJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .addModule(
              new SimpleModule()
                  .addSerializer(Task.class, new TaskWriter())
                  .addDeserializer(Task.class, new TaskReader()))
          .build();

  private static final class TaskWriter extends JsonSerializer<Task> {
    @Override
    public void serialize(Task task, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeRawValue(task.toJson());
    }
  }

  private static final class TaskReader extends JsonDeserializer<Task> {
    @Override
    public Task deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return Task.fromJson(context.readTree(json).toString());
    }
  }

  private CardJson() {}

  static String write(Record card) {
    try {
      return JSON.writeValueAsString(card);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // of plain values
    }
  }

  /**
   * Reads a part of the catalog.
   *
   * @param name what to call it in an error
   * @throws IOException if it is not JSON, or not of this type
   */
  static <T> T read(byte[] json, Class<T> type, String name) throws IOException {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "the catalog of shipped models is damaged (%s: %s); build selfsame-models again"
              .formatted(name, e.getOriginalMessage()),
          e);
    }
  }
}
