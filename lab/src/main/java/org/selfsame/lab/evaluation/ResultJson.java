package org.selfsame.lab.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** What is measured as JSON, in which figures that are not there are left out. */
final class ResultJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .withConfigOverride(
              Double.class,
              figure ->
                  figure.setInclude(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS)))
          .build();

  private ResultJson() {}

  /** Returns records, maps and lists of plain values as indented lines. */
  static String lines(Object values) {
    return write(JSON.writerWithDefaultPrettyPrinter(), values) + "\n";
  }

  /** Returns them without a space between. */
  static String compact(Object values) {
    return write(JSON.writer(), values);
  }

  private static String write(ObjectWriter json, Object values) {
    try {
      return json.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws IOException if it is not JSON, or another's
   */
  static <T> T read(byte[] json, Class<T> type) throws IOException {
    return JSON.readValue(json, type);
  }
}
