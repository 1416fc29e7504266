package org.selfsame.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.selfsame.lab.evaluation.Baseline;
import org.selfsame.lab.evaluation.Method;
import org.selfsame.lab.evaluation.ModelMethod;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.ModelCard;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.system.Sha256;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;

/** The models to measure: those that were named, or the shipped ones of a task. */
public final class ModelMethods implements AutoCloseable {
  private final boolean named;
  private final Device device;
  private final RestoreOptions options;
  private final List<Method> methods = new ArrayList<>();
  private final List<ModelMethod> loaded = new ArrayList<>();

  ModelMethods(boolean named, Device device, RestoreOptions options) {
    this.named = named;
    this.device = device;
    this.options = options;
  }

  /** Returns whether models were named. */
  public boolean areNamed() {
    return named;
  }

  /** Adds a method that needs no model. */
  public void add(ClassicMethod method) {
    methods.add(Baseline.named(method.toString()));
  }

  /** Adds a model, which this then closes. */
  public ModelMethod add(Model model, Path file) throws IOException {
    String hash =
        file == null
            ? model.card().map(ModelCard::sha256).orElseThrow()
            : Sha256.of(Files.readAllBytes(file));
    ModelMethod method = new ModelMethod(model.name(), restorer(model), hash);
    loaded.add(method);
    methods.add(method);
    return method;
  }

  private Restorer restorer(Model model) {
    try {
      return new Restorer(model, options);
    } catch (IllegalArgumentException e) {
      model.close();
      throw e;
    }
  }

  /** Returns the models to measure on a task; named ones even if they are for another. */
  public List<Method> methods(Task task) throws IOException {
    if (named) {
      return List.copyOf(methods);
    }
    for (ModelCard card : Catalog.shipped().cards()) {
      boolean known = loaded.stream().anyMatch(m -> m.model().name().equals(card.id()));
      if (card.task().isLike(task) && !known) {
        add(Catalog.shipped().load(card.id(), device), null);
      }
    }
    return loaded.stream()
        .filter(method -> method.model().task().isLike(task))
        .map(Method.class::cast)
        .toList();
  }

  @Override
  public void close() {
    loaded.forEach(method -> method.model().close());
  }
}
