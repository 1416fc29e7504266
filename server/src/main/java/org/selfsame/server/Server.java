package org.selfsame.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server that restores images: a page for people at its address, and an API for programs under
 * {@code /v1}, described at {@code /v1/openapi.yaml}.
 *
 * <pre>{@code
 * try (Server server = Server.start(ServerOptions.in(Path.of("kept")), System.err::println)) {
 *   System.out.println(server.address());
 *   server.join();
 * }
 * }</pre>
 */
public final class Server implements AutoCloseable {
  /** Senders that are slow take a thread each. */
  private static final int MOST_THREADS = 400;

  /** So much of a refused body is read, as many clients only listen when they have sent it. */
  private static final long MOST_DRAINED = 1 << 20;

  private static final long LONGEST_DRAIN_NS = 1_000_000_000;

  private final ServerOptions options;
  private final Javalin javalin;
  private final Worker worker;
  private final Models models;
  private final Store store;
  private final Metrics metrics = new Metrics();
  private final Consumer<String> log;

  private Server(ServerOptions options, Consumer<String> log) throws IOException {
    this.options = options;
    this.log = log;
    store = new Store(options.folder(), options.mostKept());
    models = new Models();
    worker = new Worker(options.queue());
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 8, 30_000);
    threads.setName("http");
    Api api = new Api(options, store, models, worker, metrics, this::log, threads);
    javalin = Javalin.create(config -> configure(config, api, threads));
  }

  /**
   * Starts a server.
   *
   * @param log takes lines for people: what was done, and what was refused
   * @throws IOException if the port is taken, or the folder cannot be used
   */
  public static Server start(ServerOptions options, Consumer<String> log) throws IOException {
    Server server = new Server(options, log);
    try {
      server.javalin.start(options.host(), options.port());
      return server;
    } catch (JavalinBindException e) {
      server.close();
      throw server.notBound(e);
    } catch (RuntimeException e) {
      server.close();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException || cause instanceof SocketException) {
          throw server.notBound(e);
        }
      }
      throw e;
    }
  }

  private IOException notBound(RuntimeException e) {
    return new IOException(
        "port %d of %s cannot be used: is it taken? Choose another with --port"
            .formatted(options.port(), options.host()),
        e);
  }

  private void configure(JavalinConfig config, Api api, QueuedThreadPool threads) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = threads;
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector = new ServerConnector(server, 1, 1, factory(http));
          connector.setHost(options.host());
          connector.setPort(options.port());
          connector.setIdleTimeout(options.patience().toMillis());
          return connector;
        });
    config.jetty.modifyServer(
        server ->
            server.setErrorHandler(
                (request, response, callback) -> {
                  // What is no HTTP does not come as far as the routes.
                  Problem problem =
                      Problem.of(response.getStatus(), "the request is not valid HTTP");
                  told(problem, request.getMethod(), request.getHttpURI().getPath());
                  response.getHeaders().put("Content-Type", Problem.MEDIA_TYPE);
                  response.write(
                      true,
                      ByteBuffer.wrap(Json.write(problem.json()).getBytes(StandardCharsets.UTF_8)),
                      callback);
                  return true;
                }));
    Guard guard = new Guard(options.host(), options.token());
    config.routes.before(guard::check);
    config.routes.after(request -> metrics.answered(request.statusCode()));
    api.addTo(config.routes);
    config.routes.exception(Problem.class, (e, request) -> answer(e, request));
    config.routes.exception(
        IllegalArgumentException.class, (e, request) -> answer(Problem.of(e), request));
    config.routes.exception(
        CompletionException.class,
        (e, request) ->
            answer(
                e.getCause() instanceof Problem problem
                    ? problem
                    : Problem.of(e.getCause() == null ? e : e.getCause(), options.folder(), ""),
                request));
    config.routes.exception(
        HttpResponseException.class,
        (e, request) ->
            answer(
                Problem.of(
                    e.getStatus(),
                    e.getStatus() == 404
                        ? "there is nothing here; see /v1/openapi.yaml"
                        : String.valueOf(e.getMessage())),
                request));
    config.routes.exception(
        Exception.class, (e, request) -> answer(Problem.of(e, options.folder(), ""), request));
  }

  private static HttpConnectionFactory factory(HttpConfiguration http) {
    http.setSendServerVersion(false);
    return new HttpConnectionFactory(http);
  }

  private void answer(Problem problem, Context request) {
    if (problem.status() != 408) {
      drain(request);
    }
    problem
        .retryAfter()
        .ifPresent(seconds -> request.header("Retry-After", Integer.toString(seconds)));
    told(problem, request.method().toString(), request.path());
    request
        .status(problem.status())
        .contentType(Problem.MEDIA_TYPE)
        .result(store.withoutPaths(Json.write(problem.json())));
  }

  private static void drain(Context request) {
    try {
      InputStream body = request.req().getInputStream();
      byte[] buffer = new byte[1 << 14];
      long start = System.nanoTime();
      long read = 0;
      for (int n = 0;
          n >= 0 && read < MOST_DRAINED && System.nanoTime() - start < LONGEST_DRAIN_NS;
          n = body.read(buffer)) {
        read += n;
      }
    } catch (IOException | IllegalStateException e) {
      // It does not listen any more.
    }
  }

  private void told(Problem problem, String method, String path) {
    log("%d %s %s: %s".formatted(problem.status(), method, path, problem.detail()));
  }

  /** One line, whatever was sent. */
  private void log(String text) {
    log.accept(store.withoutPaths(text).replaceAll("\\p{Cntrl}+", " "));
  }

  /** Returns the address to open in a browser; it has the token, if there is one. */
  public URI address() {
    String host = options.host().equals("0.0.0.0") ? "localhost" : options.host();
    Optional<String> query = options.token().map(token -> "?token=" + token);
    return URI.create("http://%s:%d/%s".formatted(host, port(), query.orElse("")));
  }

  /** Returns the port. */
  public int port() {
    return javalin.port();
  }

  /** Returns what is answered to: method and path. */
  Set<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .collect(Collectors.toSet());
  }

  /** Waits until the server is closed. */
  public void join() throws InterruptedException {
    javalin.jettyServer().server().join();
  }

  /** Stops: what runs ends at the next tile, and is lost; what is done is kept. */
  @Override
  public void close() {
    javalin.stop();
    worker.close();
    models.close();
    try {
      store.close();
    } catch (IOException e) {
      log("the folder could not be closed: " + e.getMessage());
    }
  }
}
