package org.selfsame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.selfsame.degradation.Degradation;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.ModelCard;
import org.selfsame.model.Quality;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;

/** The open methods: the one that the caller named, or the shipped models used so far. */
final class Methods implements AutoCloseable {
  private final Device device;
  private final RestoreOptions options;
  private final Quality quality;
  private final Lock turn = new ReentrantLock(true);
  private final Map<String, Method.OfModel> loaded = new HashMap<>();
  private Optional<Method> named = Optional.empty();
  private boolean closed;

  private Methods(Quality quality, Device device, RestoreOptions options) {
    this.quality = quality;
    this.device = device.requireAvailable();
    this.options = options;
  }

  static Methods open(Optional<String> name, Quality quality, Device device, RestoreOptions options)
      throws IOException {
    Methods methods = new Methods(quality, device, options);
    if (name.isPresent()) {
      methods.named = Optional.of(methods.named(name.get()));
    }
    return methods;
  }

  private Method named(String name) throws IOException {
    Optional<ClassicMethod> classic = ClassicMethod.named(name);
    if (classic.isPresent()) {
      return new Method.Classic(classic.get());
    }
    return kept(Catalog.open(name, device));
  }

  /** Tells whether the named method is for a task, or none was named. */
  boolean areFor(Task kind) {
    return named.isEmpty() || named.get().task().isLike(kind);
  }

  /** Returns the method for a task; see {@link Selfsame#method}. */
  Method of(Task kind, int channels) {
    return namedOr(
        method -> method.task().requireLike(kind, method.who()),
        catalog -> catalog.recommended(kind.name(), channels, quality));
  }

  /**
   * Returns the method that undoes a degradation.
   *
   * @throws IllegalArgumentException if the named one does not
   */
  Method undoing(Degradation degradation, int channels) {
    return namedOr(
        method -> method.task().require(degradation, method.who()),
        catalog -> catalog.recommended(degradation, channels, quality));
  }

  /** Returns the shipped model that undoes a degradation, even if another method was named. */
  Method inTheBox(Degradation degradation, int channels) {
    return recommended(catalog -> catalog.recommended(degradation, channels, quality));
  }

  private synchronized Method namedOr(
      Consumer<Method> check, Function<Catalog, ModelCard> recommended) {
    requireOpen();
    if (named.isPresent()) {
      check.accept(named.get());
      return named.get();
    }
    return recommended(recommended);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Selfsame is closed: open it again");
    }
  }

  private synchronized Method recommended(Function<Catalog, ModelCard> recommended) {
    requireOpen();
    try {
      return shipped(recommended.apply(Catalog.shipped()).id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Method shipped(String id) throws IOException {
    Method known = loaded.get(id);
    return known == null ? kept(Catalog.shipped().load(id, device)) : known;
  }

  private Method kept(Model model) {
    try {
      Method.OfModel method = new Method.OfModel(new Restorer(model, options), turn);
      loaded.put(model.name(), method);
      return method;
    } catch (IllegalArgumentException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    turn.lock();
    try {
      loaded.values().forEach(method -> method.restorer().model().close());
      loaded.clear();
      closed = true;
    } finally {
      turn.unlock();
    }
  }
}
