package org.selfsame.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.selfsame.Selfsame;
import org.selfsame.image.FileFormat;
import org.selfsame.image.ImageHeader;
import org.selfsame.quality.NoiseLevel;

/** What the server answers to; {@code openapi.yaml} describes it. */
final class Api {
  private static final int MOST_PREVIEW_SIDE = 512;
  private static final int MOST_EVENT_STREAMS = 64;
  private static final long SHORTEST_PAUSE_MS = 150;
  private static final long LONGEST_PAUSE_MS = 10_000;
  private static final int LARGE_PART = 16;
  private static final int NAME_LENGTH = 100;

  private final ServerOptions options;
  private final Store store;
  private final Models models;
  private final Worker worker;
  private final Metrics metrics;
  private final Log log;
  private final Executor executor;
  private final Semaphore streams = new Semaphore(MOST_EVENT_STREAMS);

  /** Takes lines for people. */
  @FunctionalInterface
  interface Log {
    void line(String text);
  }

  Api(
      ServerOptions options,
      Store store,
      Models models,
      Worker worker,
      Metrics metrics,
      Log log,
      Executor executor) {
    this.options = options;
    this.store = store;
    this.models = models;
    this.worker = worker;
    this.metrics = metrics;
    this.log = log;
    this.executor = executor;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/", request -> Page.send(request, "index.html"));
    routes.get("/page/{file}", request -> Page.send(request, request.pathParam("file")));
    routes.get("/v1/openapi.yaml", request -> Page.send(request, "openapi.yaml"));
    routes.get("/v1/health", this::health);
    routes.get("/metrics", this::metrics);
    routes.get("/v1/tasks", request -> json(request, 200, models.tasks()));
    routes.get("/v1/models", request -> json(request, 200, models.json()));
    routes.post("/v1/images", this::addImage);
    routes.get("/v1/images/{id}", request -> json(request, 200, image(request).json()));
    routes.delete("/v1/images/{id}", this::deleteImage);
    routes.get("/v1/images/{id}/file", request -> sendImage(request, image(request)));
    routes.get("/v1/images/{id}/view", this::view);
    routes.get(
        "/v1/images/{id}/crop",
        request -> crop(request, image(request), image(request).view(), image(request).name()));
    routes.get("/v1/images/{id}/preview", this::preview);
    routes.post("/v1/jobs", this::addJob);
    routes.get("/v1/jobs", this::jobs);
    routes.get("/v1/jobs/{id}", request -> json(request, 200, told(job(request))));
    routes.delete("/v1/jobs/{id}", this::deleteJob);
    routes.get("/v1/jobs/{id}/events", this::events);
    routes.get("/v1/jobs/{id}/result", this::result);
    routes.get("/v1/jobs/{id}/input", request -> sendImage(request, imageOf(job(request))));
    routes.get("/v1/jobs/{id}/crop", this::cropOfJob);
    routes.get("/v1/results.zip", this::zip);
    for (String task : Restoring.NAMES) {
      routes.post("/v1/" + task, request -> restoreAtOnce(request, task));
    }
  }

  // ---- about the server ----

  private void health(Context request) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", "ok");
    json.put("waiting", worker.waiting().size());
    json.put("queue", options.queue());
    json.put("mostUpload", options.mostUpload());
    json.put("mostPixels", options.mostPixels());
    json(request, 200, json);
  }

  private void metrics(Context request) {
    request
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(metrics.text(worker.waiting().size(), store.bytes()));
  }

  // ---- images ----

  private void addImage(Context request) throws IOException {
    new Options(query(request)).requireKnown(List.of("name"));
    json(request, 201, receive(request).json());
  }

  /** Receives the body, and refuses what is no image or too large before anything is decoded. */
  private StoredImage receive(Context request) throws IOException {
    String name = nameOf(request);
    long declared = request.req().getContentLengthLong();
    return store.make(
        (id, folder) -> {
          Path file = StoredImage.fileIn(folder);
          new Upload(options.mostUpload(), options.patience())
              .receive(request.req().getInputStream(), declared, file);
          ImageHeader header;
          try {
            header = ImageHeader.read(file);
          } catch (IOException e) {
            throw Problem.of(e, file, name);
          }
          requireFitting(name, header.width(), header.height());
          StoredImage image = new StoredImage(id, folder, name, header);
          image.writeRecord();
          return image;
        });
  }

  private void requireFitting(String name, long width, long height) {
    if ((double) width * height > options.mostPixels()) {
      throw Problem.of(
          413,
          "%s: %dx%d pixels; this server takes at most %d, so cut it into parts, or use the command"
                  .formatted(name, width, height, options.mostPixels())
              + " line");
    }
  }

  /** Returns the last part of the name that was given, without what has a meaning in headers. */
  private static String nameOf(Context request) {
    String name = Optional.ofNullable(request.queryParam("name")).orElse("");
    String plain = name.replaceAll(".*[/\\\\]", "").replaceAll("[\\p{Cntrl}\"<>|:*?]", "_").strip();
    if (plain.isEmpty() || plain.matches("\\.+")) {
      return "image";
    }
    return plain.length() <= NAME_LENGTH ? plain : plain.substring(plain.length() - NAME_LENGTH);
  }

  private StoredImage image(Context request) {
    return store.get(request.pathParam("id"), StoredImage.class);
  }

  private void deleteImage(Context request) {
    StoredImage image = image(request);
    if (image.isHeld()) {
      throw Problem.of(409, "a job still needs the image; cancel that first");
    }
    store.remove(image);
    request.status(204);
  }

  private void sendImage(Context request, StoredImage image) throws IOException {
    send(request, image.file(), image.header().format(), image.name(), "image", image.id());
  }

  private void view(Context request) throws IOException {
    StoredImage image = image(request);
    View.Facts seen = seen(image, image.view(), image.name());
    NoiseLevel level = seen.noise();
    Map<String, Object> noise = new LinkedHashMap<>();
    noise.put("sigma", Math.round(level.sigma() * 100) / 100.0);
    noise.put("most", Math.round(level.most() * 100) / 100.0);
    noise.put("trust", level.trust().toString());
    noise.put("doubt", level.trust().doubt());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("width", seen.width());
    json.put("height", seen.height());
    json.put("noise", noise);
    json(request, 200, json);
  }

  private View.Facts seen(Entry entry, View view, String name) {
    try {
      View.Facts facts = view.facts();
      store.grown(entry);
      return facts;
    } catch (NoSuchFileException e) {
      throw Store.gone("image", entry.id());
    } catch (IOException | OutOfMemoryError e) {
      throw Problem.of(e, entry.folder().resolve("input"), name);
    }
  }

  private void crop(Context request, Entry entry, View view, String name) throws IOException {
    Options asked = new Options(query(request));
    asked.requireKnown(List.of("x", "y", "w", "h", "max", "of"));
    View.Facts seen = seen(entry, view, name);
    Rectangle part = part(asked, seen);
    int most = Math.max(1, asked.whole("max", Integer.MAX_VALUE));
    request
        .contentType("image/png")
        .header("Cache-Control", "private, max-age=86400, immutable")
        .result(view.png(part, most));
  }

  private static Rectangle part(Options asked, View.Facts seen) {
    Rectangle part =
        new Rectangle(
            asked.whole("x", 0),
            asked.whole("y", 0),
            asked.whole("w", seen.width()),
            asked.whole("h", seen.height()));
    if (part.x < 0 || part.y < 0 || part.width < 1 || part.height < 1) {
      throw new IllegalArgumentException(
          "crop of %dx%d at %d,%d: expected x and y from 0, w and h from 1"
              .formatted(part.width, part.height, part.x, part.y));
    }
    return part;
  }

  private void preview(Context request) {
    StoredImage image = image(request);
    Map<String, String> query = query(request);
    Options place = new Options(query);
    View.Facts seen = seen(image, image.view(), image.name());
    Rectangle part = part(place, seen).intersection(new Rectangle(seen.width(), seen.height()));
    if (part.isEmpty() || part.width > MOST_PREVIEW_SIDE || part.height > MOST_PREVIEW_SIDE) {
      throw new IllegalArgumentException(
          "preview of %dx%d: expected a part of the image of at most %d a side"
              .formatted(part.width, part.height, MOST_PREVIEW_SIDE));
    }
    query.keySet().removeAll(Set.of("x", "y", "w", "h"));
    Asked asked = asked(query.remove("task"), query);
    Selfsame selfsame = opened(asked);
    PreviewWork work = new PreviewWork(image, asked, part, selfsame);
    if (!worker.offerFirst(work)) {
      throw full();
    }
    image.hold();
    request.future(
        () ->
            work.png()
                .whenComplete((png, failure) -> image.letGo())
                .thenAcceptAsync(png -> request.contentType("image/png").result(png), executor));
  }

  // ---- jobs ----

  private void addJob(Context request) throws IOException {
    Map<String, String> query = query(request);
    query.remove("name");
    String from = query.remove("image");
    Asked asked = asked(query.remove("task"), query);
    Selfsame selfsame = opened(asked);
    if (worker.isFull()) {
      throw full();
    }
    StoredImage image = from == null ? receive(request) : store.get(from, StoredImage.class);
    Job job = start(image, asked, selfsame, this::ended);
    request.header("Location", "/v1/jobs/" + job.id());
    json(request, 202, told(job));
  }

  /** The synchronous form: the answer is the result, and nothing is kept. */
  private void restoreAtOnce(Context request, String task) throws IOException {
    Map<String, String> query = query(request);
    query.remove("name");
    Asked asked = asked(task, query);
    Selfsame selfsame = opened(asked);
    if (worker.isFull()) {
      throw full();
    }
    StoredImage image = receive(request);
    Job job;
    try {
      job = start(image, asked, selfsame, this::release);
    } catch (IOException | RuntimeException e) {
      store.remove(image);
      throw e;
    }
    request.future(
        () ->
            job.ended()
                .thenAcceptAsync(
                    ended -> {
                      try {
                        sendAtOnce(request, ended);
                      } finally {
                        store.remove(ended);
                        store.remove(image);
                      }
                    },
                    executor));
  }

  private void sendAtOnce(Context request, Job job) {
    if (job.problem() != null) {
      throw job.problem();
    }
    if (job.state() != Job.State.DONE) {
      throw Problem.of(503, "the job was cancelled");
    }
    try {
      // A file that is open can be deleted on some systems, but not on all.
      request.contentType(typeOf(Optional.of(job.format())));
      request.result(
          Files.size(job.result()) <= 1 << 22
              ? new ByteArrayInputStream(Files.readAllBytes(job.result()))
              : Files.newInputStream(job.result()));
    } catch (IOException e) {
      throw Problem.of(e, job.result(), job.resultName());
    }
  }

  private Asked asked(@Nullable String task, Map<String, String> query) {
    if (task == null) {
      throw new IllegalArgumentException(
          "task is missing: expected %s".formatted(String.join(", ", Restoring.NAMES)));
    }
    return Asked.of(task, query);
  }

  private Selfsame opened(Asked asked) {
    Selfsame selfsame = models.open(asked.which());
    asked.restoring().require(selfsame);
    return selfsame;
  }

  private Problem full() {
    double seconds = metrics.secondsPerJob() * options.queue() / 2;
    return Problem.later(
        429,
        (int) Math.min(600, Math.max(1, Math.round(seconds))),
        "%d jobs are waiting already, and no more fit; try again later".formatted(options.queue()));
  }

  private Job start(StoredImage image, Asked asked, Selfsame selfsame, JobWork.Listener listener)
      throws IOException {
    int scale = asked.restoring().scale();
    requireFitting(
        image.name() + " enlarged",
        scale * image.header().width(),
        scale * image.header().height());
    image.hold();
    Job job;
    try {
      job = store.make((id, folder) -> new Job(id, folder, image, asked));
    } catch (IOException | RuntimeException e) {
      image.letGo();
      throw e;
    }
    job.hold();
    boolean large =
        3L * Float.BYTES * scale * scale * image.header().pixels()
            > Runtime.getRuntime().maxMemory() / LARGE_PART;
    if (!worker.offer(new JobWork(job, image, selfsame, large, listener))) {
      letGo(job, image);
      store.remove(job);
      throw full();
    }
    return job;
  }

  private void letGo(Job job, StoredImage image) {
    job.letGo();
    image.letGo();
    store.grown(job);
  }

  /** A job ended whose caller waits for the answer. */
  private void release(Job job, StoredImage image) {
    letGo(job, image);
    metrics.ended(job);
    if (job.problem() == null) {
      logEnd(job, image);
    }
  }

  private void ended(Job job, StoredImage image) {
    letGo(job, image);
    metrics.ended(job);
    Problem problem = job.problem();
    if (problem == null) {
      logEnd(job, image);
    } else {
      log.line("failed %s: %s".formatted(job.asked().task(), problem.detail()));
    }
  }

  private void logEnd(Job job, StoredImage image) {
    log.line(
        "%s %s, %s in %.1f s"
            .formatted(job.state(), job.asked().task(), image.name(), job.seconds()));
  }

  private Job job(Context request) {
    return store.get(request.pathParam("id"), Job.class);
  }

  private StoredImage imageOf(Job job) {
    return store.get(job.imageId(), StoredImage.class);
  }

  private Map<String, Object> told(Job job) throws IOException {
    int before = worker.next();
    for (Work work : worker.waiting()) {
      before++;
      if (work instanceof JobWork waiting && waiting.job() == job) {
        return job.json(before);
      }
    }
    return job.json(1); // it is read already
  }

  private void jobs(Context request) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Job job : store.jobs()) {
      all.add(told(job));
    }
    json(request, 200, all);
  }

  /** Cancels a job between two tiles, or deletes its result. */
  private void deleteJob(Context request) {
    Job job = job(request);
    if (job.state().isEnd()) {
      store.remove(job);
    } else {
      job.end(Job.State.CANCELLED, null);
      for (Work work : worker.waiting()) {
        if (work instanceof JobWork waiting && waiting.job() == job && worker.takeBack(work)) {
          work.finish();
        }
      }
    }
    request.status(204);
  }

  private void events(Context request) throws IOException, InterruptedException {
    Job job = job(request);
    if (!streams.tryAcquire()) {
      throw Problem.later(429, 1, "too many listen already; ask /v1/jobs/%s".formatted(job.id()));
    }
    try {
      request.res().setContentType("text/event-stream;charset=utf-8");
      request.res().setHeader("Cache-Control", "no-store");
      OutputStream out = request.res().getOutputStream();
      long known;
      do {
        known = job.changes();
        boolean ends = job.state().isEnd();
        String event = "event: %s\ndata: %s\n\n".formatted(job.state(), Json.write(told(job)));
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (ends) {
          return;
        }
        Thread.sleep(SHORTEST_PAUSE_MS);
        // The place in the queue changes without the job.
        job.awaitChange(known, job.state() == Job.State.QUEUED ? 500 : LONGEST_PAUSE_MS);
      } while (true);
    } finally {
      streams.release();
    }
  }

  private void result(Context request) throws IOException {
    Job job = doneJob(request);
    send(request, job.result(), Optional.of(job.format()), job.resultName(), "job", job.id());
  }

  private Job doneJob(Context request) {
    Job job = job(request);
    requireDone(job);
    return job;
  }

  private static void requireDone(Job job) {
    Problem problem = job.problem();
    if (problem != null) {
      throw problem;
    }
    if (job.state() != Job.State.DONE) {
      throw Problem.later(
          409, 1, "job %s is %s; it has no result".formatted(job.id(), job.state()));
    }
  }

  private void cropOfJob(Context request) throws IOException {
    Job job = job(request);
    String of = Optional.ofNullable(request.queryParam("of")).orElse("result");
    switch (of) {
      case "result" -> {
        requireDone(job);
        crop(request, job, job.view(), job.resultName());
      }
      case "input" -> crop(request, imageOf(job), imageOf(job).view(), imageOf(job).name());
      default ->
          throw new IllegalArgumentException("of '%s': expected result or input".formatted(of));
    }
  }

  private void zip(Context request) throws IOException {
    List<Job> jobs =
        request.queryParams("job").stream().map(id -> store.get(id, Job.class)).toList();
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException("job is missing: give the jobs whose results to pack");
    }
    jobs.forEach(Api::requireDone);
    jobs.forEach(Job::hold);
    try {
      request.res().setContentType("application/zip");
      request.res().setHeader("Content-Disposition", "attachment; filename=\"selfsame.zip\"");
      Set<String> names = new HashSet<>();
      try (ZipOutputStream zip = new ZipOutputStream(request.res().getOutputStream())) {
        zip.setLevel(0); // images are compressed already
        for (Job job : jobs) {
          String name = job.resultName();
          for (int i = 2; !names.add(name); i++) {
            name = i + "_" + job.resultName();
          }
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(job.result(), zip);
        }
      }
    } finally {
      jobs.forEach(Job::letGo);
    }
  }

  // ---- answers ----

  private static Map<String, String> query(Context request) {
    Map<String, String> query = new HashMap<>();
    request
        .queryParamMap()
        .forEach(
            (name, values) -> {
              if (values.size() > 1) {
                throw new IllegalArgumentException("option %s is given twice".formatted(name));
              }
              query.put(name, values.isEmpty() ? "" : values.get(0));
            });
    return query;
  }

  private static void json(Context request, int status, Object value) {
    request
        .status(status)
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .result(Json.write(value));
  }

  private static String typeOf(Optional<FileFormat> format) {
    return format
        .map(
            known ->
                switch (known) {
                  case PNG -> "image/png";
                  case JPEG -> "image/jpeg";
                  case TIFF -> "image/tiff";
                })
        .orElse("application/octet-stream");
  }

  private static void send(
      Context request, Path file, Optional<FileFormat> format, String name, String what, String id)
      throws IOException {
    try {
      InputStream content = Files.newInputStream(file);
      String ascii = name.replaceAll("[^ -~]", "_");
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
      request
          .contentType(typeOf(format))
          .header("Cache-Control", "private, no-cache")
          .header("Content-Length", Long.toString(Files.size(file)))
          .header(
              "Content-Disposition",
              "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(ascii, encoded))
          .result(content);
    } catch (NoSuchFileException e) {
      throw Store.gone(what, id);
    }
  }
}
