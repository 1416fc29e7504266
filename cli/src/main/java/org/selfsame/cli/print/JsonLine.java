package org.selfsame.cli.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** A JSON object on one line, for programs. */
public final class JsonLine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonLine() {}

  /** Prints a record, or a map of numbers, strings, booleans and nulls by name. */
  public static void print(Object facts, PrintWriter out) {
    try {
      out.println(JSON.writeValueAsString(facts));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
  }
}
