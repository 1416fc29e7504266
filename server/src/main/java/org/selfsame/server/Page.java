package org.selfsame.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The files of the page. */
final class Page {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml");

  private Page() {}

  /**
   * Answers with a file.
   *
   * @throws Problem if there is none of this name
   */
  static void send(Context request, String name) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    boolean plain = type != null && name.matches("[a-z]+\\.[a-z]+");
    try (InputStream file = plain ? Page.class.getResourceAsStream("page/" + name) : null) {
      if (file == null) {
        throw Problem.of(404, "there is no such page");
      }
      request.contentType(String.valueOf(type)).header("Cache-Control", "no-cache");
      request.result(file.readAllBytes());
    }
  }
}
