package org.selfsame.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.Picture;

class ServerTest {
  private static final byte[] IMAGE = Visitor.png(40, 32, 1);
  private static final String UNKNOWN = "0123456789abcdef0123";

  @TempDir private Path folder;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private Server server;
  private Visitor visitor;

  private ServerOptions options() {
    return new ServerOptions(
        "127.0.0.1",
        0,
        folder.resolve("kept"),
        Optional.empty(),
        200_000,
        1_000_000,
        50_000_000,
        4,
        Duration.ofSeconds(2));
  }

  @BeforeEach
  void start() throws IOException {
    start(options());
  }

  private void start(ServerOptions options) throws IOException {
    server = Server.start(options, log::add);
    visitor = new Visitor(server.port());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Picture read(byte[] file) throws IOException {
    return Picture.read(Files.write(folder.resolve("read"), file));
  }

  private void assertProblem(HttpResponse<byte[]> answer, int status, String detail)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    Map<String, Object> problem = Visitor.json(answer);
    assertThat(problem).containsEntry("status", status).containsKeys("type", "title");
    assertThat((String) problem.get("detail")).contains(detail);
    assertThat(log).hasSize(1);
    assertThat(log.get(0)).startsWith(status + " ").contains(detail).doesNotContain("\n");
    assertThat(Visitor.text(answer) + log).doesNotContain(folder.toString());
  }

  // ---- what it does ----

  @Test
  void aJobRunsAndItsResultIsTaken() throws Exception {
    HttpResponse<byte[]> accepted =
        visitor.post("/v1/jobs?task=denoise&sigma=20&name=a%20photo.png", IMAGE);
    assertThat(accepted.statusCode()).isEqualTo(202);
    String id = (String) Visitor.json(accepted).get("id");
    assertThat(accepted.headers().firstValue("Location")).hasValue("/v1/jobs/" + id);

    Map<String, Object> told = visitor.ended(id);
    assertThat(told)
        .containsEntry("state", "done")
        .containsEntry("resultName", "a photo_denoised.png");
    assertThat((Map<?, ?>) told.get("facts")).extracting("model").isEqualTo("denoise-gray");

    HttpResponse<byte[]> result = visitor.get("/v1/jobs/" + id + "/result");
    assertThat(result.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(result.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("a photo_denoised.png");
    assertThat(read(result.body()).image().width()).isEqualTo(40);
    assertThat(visitor.get("/v1/jobs/" + id + "/input").body()).isEqualTo(IMAGE);
  }

  @Test
  void theSynchronousFormAnswersTheSameBytesAndKeepsNothing() throws Exception {
    HttpResponse<byte[]> atOnce = visitor.post("/v1/denoise?sigma=20", IMAGE);
    assertThat(atOnce.statusCode()).as(Visitor.text(atOnce)).isEqualTo(200);
    String job = job("denoise&sigma=20");
    visitor.ended(job);
    assertThat(visitor.get("/v1/jobs/" + job + "/result").body()).isEqualTo(atOnce.body());
    assertThat(Visitor.text(visitor.get("/v1/jobs"))).containsOnlyOnce("\"id\"");
  }

  private String job(String query) throws Exception {
    HttpResponse<byte[]> accepted = visitor.post("/v1/jobs?task=" + query, IMAGE);
    assertThat(accepted.statusCode()).as(Visitor.text(accepted)).isEqualTo(202);
    return (String) Visitor.json(accepted).get("id");
  }

  @Test
  void anImageIsSentOnceForSeveralJobs() throws Exception {
    Map<String, Object> image = Visitor.json(visitor.post("/v1/images?name=x.png", IMAGE));
    assertThat(image).containsEntry("width", 40).containsEntry("height", 32);
    for (String query : List.of("task=upscale&scale=2", "task=deblock&format=jpg")) {
      HttpResponse<byte[]> accepted =
          visitor.post("/v1/jobs?" + query + "&image=" + image.get("id"), new byte[0]);
      Map<String, Object> told = visitor.ended((String) Visitor.json(accepted).get("id"));
      assertThat(told).containsEntry("state", "done").containsEntry("image", image.get("id"));
    }
    assertThat(Visitor.text(visitor.get("/v1/jobs"))).contains("x_x2.png", "x_deblocked.jpg");
  }

  @Test
  void eventsTellOfPlaceProgressAndEnd() throws Exception {
    String first = job("upscale&scale=4");
    String second = job("denoise&sigma=5");
    String events = Visitor.text(visitor.get("/v1/jobs/" + second + "/events"));
    assertThat(events).contains("event: done\ndata: {").endsWith("\n\n");
    assertThat(visitor.ended(first)).containsEntry("state", "done");
    String later = Visitor.text(visitor.get("/v1/jobs/" + second + "/events"));
    assertThat(later.lines().filter(line -> line.startsWith("event:")))
        .containsExactly("event: done");
  }

  @Test
  void aCropIsThatPartOfTheImage() throws Exception {
    String job = job("denoise&sigma=20");
    visitor.ended(job);
    Picture whole = read(visitor.get("/v1/jobs/" + job + "/result").body());
    String crop = "/v1/jobs/" + job + "/crop?x=5&y=7&w=12&h=9";
    assertThat(read(visitor.get(crop).body()).image().plane(0))
        .isEqualTo(whole.image().crop(5, 7, 12, 9).plane(0));
    assertThat(read(visitor.get(crop + "&of=input").body()).image().plane(0))
        .isEqualTo(read(IMAGE).image().crop(5, 7, 12, 9).plane(0));
    Picture small = read(visitor.get("/v1/jobs/" + job + "/crop?max=20").body());
    assertThat(small.image().width()).isEqualTo(20);
    assertThat(small.image().get(0, 3, 4))
        .isCloseTo(mean(whole.image().crop(8, 6, 2, 2).plane(0)), within());
  }

  private static float mean(float[] samples) {
    float sum = 0;
    for (float sample : samples) {
      sum += sample;
    }
    return sum / samples.length;
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1 / 255f);
  }

  @Test
  void aPreviewDoesToAPartWhatTheWholeAsksFor() throws Exception {
    Map<String, Object> image = Visitor.json(visitor.post("/v1/images", IMAGE));
    String place = "/v1/images/" + image.get("id") + "/preview?x=8&y=8&w=16&h=16&";
    HttpResponse<byte[]> preview = visitor.get(place + "task=denoise&sigma=auto");
    assertThat(preview.statusCode()).as(Visitor.text(preview)).isEqualTo(200);
    assertThat(read(preview.body()).image().width()).isEqualTo(16);
    assertThat(read(visitor.get(place + "task=upscale&scale=3").body()).image().height())
        .isEqualTo(48);
    // The network sees all of so small an image around the part.
    byte[] whole = visitor.post("/v1/denoise?sigma=auto", IMAGE).body();
    assertThat(read(preview.body()).image().plane(0))
        .isEqualTo(read(whole).image().crop(8, 8, 16, 16).plane(0));
  }

  @Test
  void theNoiseIsEstimated() throws Exception {
    byte[] noisy = Visitor.png(128, 128, 1);
    Map<String, Object> image = Visitor.json(visitor.post("/v1/images", noisy));
    Map<String, Object> view = Visitor.json(visitor.get("/v1/images/" + image.get("id") + "/view"));
    assertThat(view).containsEntry("width", 128);
    assertThat((Map<?, ?>) view.get("noise"))
        .satisfies(noise -> assertThat((double) noise.get("sigma")).isBetween(17.0, 23.0))
        .extracting("trust")
        .isEqualTo("trusted");
  }

  @Test
  void resultsArePackedWithNamesOfTheirOwn() throws Exception {
    List<String> jobs = List.of(job("denoise&sigma=9"), job("denoise&sigma=20"));
    for (String job : jobs) {
      visitor.ended(job);
    }
    HttpResponse<byte[]> zip = visitor.get("/v1/results.zip?job=" + String.join("&job=", jobs));
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
        assertThat(read(in.readAllBytes()).image().width()).isEqualTo(40);
      }
    }
    assertThat(names).containsExactly("image_denoised.png", "2_image_denoised.png");
  }

  @Test
  void aWaitingJobIsCancelled() throws Exception {
    String first = job("upscale&scale=4");
    String second = job("denoise&sigma=20");
    assertThat(visitor.delete("/v1/jobs/" + second).statusCode()).isEqualTo(204);
    assertThat(visitor.ended(second)).containsEntry("state", "cancelled");
    assertThat(visitor.get("/v1/jobs/" + second + "/result").statusCode()).isEqualTo(409);
    assertThat(visitor.ended(first)).containsEntry("state", "done");
  }

  @Test
  void aFullQueueIsToldWithATimeToTryAgain() throws Exception {
    List<String> jobs = new ArrayList<>();
    HttpResponse<byte[]> answer = visitor.post("/v1/jobs?task=upscale&scale=4", IMAGE);
    while (answer.statusCode() == 202) {
      jobs.add((String) Visitor.json(answer).get("id"));
      assertThat(jobs).hasSizeLessThan(200);
      answer = visitor.post("/v1/jobs?task=upscale&scale=4", IMAGE);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
        .isPositive();
    assertThat(jobs).hasSizeGreaterThanOrEqualTo(4);
    for (String job : jobs) {
      assertThat(visitor.ended(job)).containsEntry("state", "done");
    }
  }

  @Test
  void whatIsDoneOutlivesARestartAndWhatIsNotIsDeleted() throws Exception {
    String done = job("denoise&sigma=20&format=tif");
    visitor.ended(done);
    byte[] result = visitor.get("/v1/jobs/" + done + "/result").body();
    server.close();
    Path half = Files.createDirectory(folder.resolve("kept").resolve(UNKNOWN));
    Files.write(half.resolve("input"), Arrays.copyOf(IMAGE, 100));
    start(options());
    assertThat(Visitor.json(visitor.get("/v1/jobs/" + done)))
        .containsEntry("state", "done")
        .containsEntry("options", Map.of("sigma", "20", "format", "tif"));
    assertThat(visitor.get("/v1/jobs/" + done + "/result").body()).isEqualTo(result);
    assertThat(visitor.get("/v1/images/" + UNKNOWN).statusCode()).isEqualTo(410);
    assertThat(half).doesNotExist();
  }

  @Test
  void modelsAndTasksAreThoseOfTheLibrary() throws Exception {
    assertThat(Visitor.text(visitor.get("/v1/models")))
        .contains("\"id\":\"denoise-photo\"", "\"id\":\"bm3d\"", "\"sigma\":[0.0,55.0]");
    assertThat(Visitor.text(visitor.get("/v1/tasks")))
        .contains("\"greatest\":1.5", "\"greatest\":55.0", "[\"2\",\"3\",\"4\"]");
  }

  @Test
  void countsAreToldToPrometheus() throws Exception {
    visitor.post("/v1/denoise?sigma=20", IMAGE);
    assertThat(Visitor.text(visitor.get("/metrics")))
        .contains("selfsame_jobs_total{state=\"done\"} 1\n", "# TYPE selfsame_kept_bytes gauge");
  }

  // ---- bad input ----

  @Test
  void whatIsNoImageIsRefused() throws Exception {
    HttpResponse<byte[]> answer =
        visitor.post(
            "/v1/jobs?task=denoise&name=a.txt", "Hello, server".getBytes(StandardCharsets.UTF_8));
    assertProblem(answer, 422, "a.txt: it starts with \"Hello, serve\", expected a PNG, JPEG");
  }

  @Test
  void aTruncatedImageFailsByName() throws Exception {
    byte[] half = Arrays.copyOf(IMAGE, IMAGE.length / 2);
    assertProblem(visitor.post("/v1/denoise?name=half.png", half), 422, "half.png: ");
    log.clear();
    String id =
        (String) Visitor.json(visitor.post("/v1/jobs?task=denoise&name=half.png", half)).get("id");
    Map<String, Object> told = visitor.ended(id);
    assertThat(told).containsEntry("state", "failed").containsKey("problem");
    assertThat(log).hasSize(1);
    assertThat(log.get(0)).contains("half.png: the file is cut off");
  }

  @Test
  void anEmptyBodyIsRefused() throws Exception {
    assertProblem(visitor.post("/v1/denoise", new byte[0]), 400, "the request has no body");
  }

  @Test
  void aBodyShorterThanItsHeaderSaysIsRefused() throws Exception {
    String answer =
        visitor.raw(
            "POST /v1/denoise HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(IMAGE.length + 500),
            IMAGE,
            true);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("cut off");
    assertThat(log).hasSize(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aBodyLongerThanItsHeaderSaysIsCutThere() throws Exception {
    String answer =
        visitor.raw(
            "POST /v1/denoise HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60\r\n\r\n",
            IMAGE,
            true);
    assertThat(answer).startsWith("HTTP/1.1 422").contains("application/problem+json", "cut off");
    // What follows is no request.
    assertThat(log.get(0)).startsWith("422 ");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aBodyOfTwoGigabytesIsRefusedBeforeItIsSent() throws Exception {
    String answer =
        visitor.raw(
            "POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2147483648\r\n\r\n",
            IMAGE,
            true);
    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .contains("the image has 2147483648 bytes; this server takes at most 200000");
    assertThat(log).hasSize(1);
  }

  @Test
  void aBodyOfUnknownLengthIsCutWhereItIsTooLong() throws Exception {
    byte[] large = new byte[300_000];
    HttpResponse<byte[]> answer =
        visitor.send(
            visitor
                .request("/v1/images")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large))));
    assertProblem(answer, 413, "the image has more than that");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aDecompressionBombIsRefusedByItsHeader() throws Exception {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(60_000).putInt(60_000);
    header.put((byte) 8).put((byte) 2);
    byte[] content = header.array();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
    byte[] chunk =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 sum = new CRC32();
    sum.update(chunk);
    png.write(chunk);
    png.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    assertProblem(
        visitor.post("/v1/denoise?name=bomb.png", png.toByteArray()),
        413,
        "bomb.png: 60000x60000 pixels; this server takes at most 1000000");
  }

  @Test
  void aResultTooLargeIsRefusedBeforeTheWork() throws Exception {
    assertProblem(
        visitor.post("/v1/upscale?scale=4", Visitor.png(300, 300, 1)), 413, "1200x1200 pixels");
  }

  @Test
  void anUnknownTaskIsRefused() throws Exception {
    assertProblem(
        visitor.post("/v1/jobs?task=sharpen", IMAGE),
        400,
        "task 'sharpen': expected denoise, deblock, upscale");
  }

  @Test
  void anUnknownOptionIsRefused() throws Exception {
    assertProblem(
        visitor.post("/v1/denoise?sgima=20", IMAGE), 400, "unknown option 'sgima': expected sigma");
  }

  @Test
  void aLevelOutOfRangeIsRefusedInTheWordsOfTheCommandLine() throws Exception {
    assertProblem(
        visitor.post("/v1/denoise?sigma=900", IMAGE),
        400,
        "sigma 900: model denoise-gray denoises sigma 0 to 55; give a level in that range and"
            + " above 0, or sigma auto");
  }

  @Test
  void aStrengthOutOfRangeIsRefused() throws Exception {
    assertProblem(
        visitor.post("/v1/deblock?strength=2", IMAGE), 400, "strength 2: expected 0 to 1.5");
  }

  @Test
  void aFileIsNoModel() throws Exception {
    assertProblem(
        visitor.post("/v1/denoise?model=/etc/passwd", IMAGE),
        400,
        "model '/etc/passwd': expected one of denoise-photo");
  }

  @Test
  void aResultThatMadeRoomIsToldToBeGone() throws Exception {
    server.close();
    ServerOptions usual = options();
    start(
        new ServerOptions(
            usual.host(),
            0,
            folder.resolve("small"),
            usual.token(),
            usual.mostUpload(),
            usual.mostPixels(),
            3L * IMAGE.length,
            usual.queue(),
            usual.patience()));
    String first = job("denoise&sigma=20");
    visitor.ended(first);
    assertThat(visitor.get("/v1/jobs/" + first + "/result").statusCode()).isEqualTo(200);
    visitor.ended(job("denoise&sigma=20"));
    visitor.ended(job("denoise&sigma=20"));
    log.clear();
    assertProblem(visitor.get("/v1/jobs/" + first + "/result"), 410, first + " is gone");
  }

  @Test
  void aJobThatNeverWasIsNotFound() throws Exception {
    assertProblem(visitor.get("/v1/jobs/mine"), 404, "job 'mine': there is none of this name");
  }

  @Test
  void aPortInUseIsTold() {
    assertThatThrownBy(
            () ->
                Server.start(
                    ServerOptions.in(folder.resolve("other"))
                        .at("127.0.0.1", server.port(), Optional.empty()),
                    log::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + server.port())
        .hasMessageContaining("--port");
  }

  @Test
  void aFolderInUseIsTold() {
    assertThatThrownBy(() -> Server.start(options(), log::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another server uses this folder");
  }

  @Test
  void aSenderThatStopsIsGivenUp() throws Exception {
    long start = System.nanoTime();
    String answer =
        visitor.raw(
            "POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n",
            Arrays.copyOf(IMAGE, 300),
            false);
    assertThat(answer).startsWith("HTTP/1.1 408").contains("only 300 bytes came");
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
    assertThat(log).hasSize(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aSenderOfAByteNowAndThenIsGivenUp() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      long start = System.nanoTime();
      while (socket.getInputStream().available() == 0) {
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(15).toNanos());
        out.write('x');
        Thread.sleep(100);
      }
      byte[] answer = new byte[12];
      assertThat(socket.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
    }
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  // ---- strangers ----

  @Test
  void aForeignNameIsRefused() throws Exception {
    for (String name :
        List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example")) {
      log.clear();
      String answer =
          visitor.raw(
              "GET /v1/jobs HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n"
                  .formatted(name, server.port()),
              new byte[0],
              false);
      assertThat(answer).startsWith("HTTP/1.1 403").contains("application/problem+json");
      assertThat(log).hasSize(1);
    }
  }

  @Test
  void aForeignOriginIsRefused() throws Exception {
    for (String origin :
        List.of(
            "http://evil.example",
            "null",
            "http://127.0.0.1:1",
            "https://127.0.0.1:" + server.port())) {
      log.clear();
      assertProblem(
          visitor.send(visitor.request("/v1/jobs").header("Origin", origin)), 403, "another site");
    }
    String own = "http://127.0.0.1:" + server.port();
    assertThat(visitor.send(visitor.request("/v1/jobs").header("Origin", own)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void everyAnswerForbidsForeignScripts() throws Exception {
    for (String path : List.of("/", "/v1/jobs", "/v1/nothing")) {
      assertThat(visitor.get(path).headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'self';");
    }
  }

  @Test
  void withATokenOnlyThoseWhoHaveItAreAnswered() throws Exception {
    server.close();
    start(options().at("0.0.0.0", 0, Optional.of("secret")));
    assertThat(server.address().toString()).endsWith("/?token=secret");
    assertProblem(visitor.get("/v1/jobs"), 401, "the token is missing or wrong");
    log.clear();
    assertProblem(visitor.get("/?token=other"), 401, "the token is missing or wrong");
    HttpRequest.Builder told = visitor.request("/v1/jobs").header("Authorization", "Bearer secret");
    assertThat(visitor.send(told).statusCode()).isEqualTo(200);
    String cookie = visitor.get("/?token=secret").headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
    HttpRequest.Builder page =
        visitor.request("/v1/jobs").header("Cookie", cookie.replaceFirst(";.*", ""));
    assertThat(visitor.send(page).statusCode()).isEqualTo(200);
  }

  @Test
  void aNameThatIsGivenCannotLeaveTheFolderOrForgeAHeader() throws Exception {
    HttpResponse<byte[]> answer =
        visitor.post("/v1/images?name=..%2F..%2Fetc%2Fx%0d%0aSet-Cookie:%20a=b.png", IMAGE);
    assertThat(Visitor.json(answer).get("name")).isEqualTo("x__Set-Cookie_ a=b.png");
  }
}
