package org.selfsame.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API, and what the server does. */
class OpenApiTest {
  @TempDir private Path folder;
  private Server server;
  private Visitor visitor;
  private OpenAPI described;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(ServerOptions.in(folder).at("127.0.0.1", 0, Optional.empty()), line -> {});
    visitor = new Visitor(server.port());
    ParseOptions resolving = new ParseOptions();
    resolving.setResolve(true);
    resolving.setResolveFully(true);
    SwaggerParseResult parsed =
        new OpenAPIV3Parser()
            .readContents(Visitor.text(visitor.get("/v1/openapi.yaml")), null, resolving);
    assertThat(parsed.getMessages()).isEmpty();
    described = parsed.getOpenAPI();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void describesThePathsThatThereAre() {
    TreeSet<String> paths = new TreeSet<>();
    described
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .keySet()
                    .forEach(method -> paths.add(method + " " + path)));
    assertThat(paths).isEqualTo(new TreeSet<>(server.routes()));
  }

  @Test
  void everyAnswerIsAsDescribed() throws Exception {
    byte[] png = Visitor.png(24, 24, 1);
    JsonNode image = check("POST", "/v1/images", visitor.post("/v1/images?name=a.png", png), 201);
    String imageId = image.get("id").asText();
    JsonNode job =
        check("POST", "/v1/jobs", visitor.post("/v1/jobs?task=denoise&sigma=20", png), 202);
    String id = job.get("id").asText();
    visitor.ended(id);
    for (String path :
        List.of(
            "/",
            "/metrics",
            "/v1/openapi.yaml",
            "/v1/health",
            "/v1/tasks",
            "/v1/models",
            "/v1/jobs")) {
      check("GET", path, visitor.get(path), 200);
    }
    check("GET", "/page/{file}", visitor.get("/page/index.html"), 200);
    for (String part : List.of("", "/file", "/view", "/crop", "/preview")) {
      String path = "/v1/images/{id}" + part;
      String query = part.equals("/preview") ? "?task=denoise&sigma=9" : "";
      check("GET", path, visitor.get(path.replace("{id}", imageId) + query), 200);
      check("GET", path, visitor.get(path.replace("{id}", "none")), 404);
    }
    for (String part : List.of("", "/events", "/result", "/input", "/crop")) {
      String path = "/v1/jobs/{id}" + part;
      check("GET", path, visitor.get(path.replace("{id}", id)), 200);
      check("GET", path, visitor.get(path.replace("{id}", "none")), 404);
    }
    check("GET", "/v1/results.zip", visitor.get("/v1/results.zip?job=" + id), 200);
    for (String task : List.of("denoise?sigma=20", "deblock", "upscale?scale=2")) {
      String path = "/v1/" + task.replaceFirst("\\?.*", "");
      check("POST", path, visitor.post("/v1/" + task, png), 200);
      check("POST", path, visitor.post(path + "?format=gif", png), 400);
    }
    JsonNode failed =
        check("POST", "/v1/jobs", visitor.post("/v1/jobs?task=denoise", cut(png)), 202);
    visitor.ended(failed.get("id").asText());
    JsonNode told =
        check("GET", "/v1/jobs/{id}", visitor.get("/v1/jobs/" + failed.get("id").asText()), 200);
    assertThat(told.get("problem").get("detail").asText()).contains("cut off");
    check("DELETE", "/v1/jobs/{id}", visitor.delete("/v1/jobs/" + id), 204);
    check("DELETE", "/v1/images/{id}", visitor.delete("/v1/images/" + imageId), 204);
  }

  private static byte[] cut(byte[] file) {
    return Arrays.copyOf(file, file.length / 2);
  }

  /** Checks an answer against the description, and returns it if it is JSON. */
  private JsonNode check(String method, String path, HttpResponse<byte[]> answer, int status)
      throws IOException {
    String what = method + " " + path + ": " + Visitor.text(answer);
    assertThat(answer.statusCode()).as(what).isEqualTo(status);
    Operation operation =
        described.getPaths().get(path).readOperationsMap().get(PathItem.HttpMethod.valueOf(method));
    Map<String, ApiResponse> answers = operation.getResponses();
    ApiResponse response = answers.getOrDefault(Integer.toString(status), answers.get("default"));
    assertThat(response).as(what).isNotNull();
    if (answer.body().length == 0) {
      assertThat(response.getContent()).as(what).isNull();
      return null;
    }
    String type = answer.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
    if (path.startsWith("/page/")) {
      return null; // each file has the type of its name
    }
    assertThat(response.getContent()).as(what).containsKey(type);
    Schema<?> schema = response.getContent().get(type).getSchema();
    if (schema == null) {
      return null;
    }
    JsonNode json = new ObjectMapper().readTree(answer.body());
    checkValue(json, schema, what);
    return json;
  }

  private static void checkValue(JsonNode value, Schema<?> schema, String where) {
    switch (schema.getType()) {
      case "object" -> {
        assertThat(value.isObject()).as(where).isTrue();
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        assertThat(value.fieldNames()).toIterable().as(where).containsAll(required);
        if (schema.getProperties() != null) {
          value
              .properties()
              .forEach(
                  field -> {
                    assertThat(schema.getProperties()).as(where).containsKey(field.getKey());
                    checkValue(
                        field.getValue(),
                        schema.getProperties().get(field.getKey()),
                        field.getKey() + " of " + where);
                  });
        }
      }
      case "array" -> {
        assertThat(value.isArray()).as(where).isTrue();
        value.forEach(item -> checkValue(item, schema.getItems(), where));
      }
      case "string" -> {
        assertThat(value.isTextual()).as(where).isTrue();
        if (schema.getEnum() != null) {
          assertThat(schema.getEnum().toString()).as(where).contains(value.asText());
        }
      }
      case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
      case "number" -> assertThat(value.isNumber()).as(where).isTrue();
      default -> throw new AssertionError(schema.getType() + " in " + where);
    }
  }
}
