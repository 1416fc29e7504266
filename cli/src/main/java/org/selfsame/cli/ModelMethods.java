package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.selfsame.lab.evaluation.Baseline;
import org.selfsame.lab.evaluation.EvaluationTask;
import org.selfsame.lab.evaluation.Method;
import org.selfsame.lab.evaluation.ModelMethod;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.ModelCard;
import org.selfsame.model.Task;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.system.Sha256;
import org.selfsame.tensor.Device;

/** The models that are measured: those that were named, or the shipped ones of a task. */
final class ModelMethods implements AutoCloseable {
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

  /** Tells whether models were asked for. */
  boolean areNamed() {
    return named;
  }

  /** Adds a method that needs no model. */
  void add(ClassicMethod method) {
    methods.add(Baseline.named(method.toString()));
  }

  /** Adds a model, which is closed with this. */
  void add(Model model, Path file) throws IOException {
    String hash =
        file == null
            ? model.card().map(ModelCard::sha256).orElseThrow()
            : Sha256.of(Files.readAllBytes(file));
    ModelMethod method = new ModelMethod(model.name(), model, hash, options);
    loaded.add(method);
    methods.add(method);
  }

  /** Returns the models to measure on a task; all that were named, even if they are not for it. */
  List<Method> methods(EvaluationTask task) throws IOException {
    if (named) {
      return List.copyOf(methods);
    }
    for (ModelCard card : Catalog.shipped().cards()) {
      boolean known = loaded.stream().anyMatch(m -> m.model().name().equals(card.id()));
      if (isFor(card.task(), task) && !known) {
        add(Catalog.shipped().load(card.id(), device), null);
      }
    }
    return loaded.stream()
        .filter(method -> isFor(method.model().task(), task))
        .map(Method.class::cast)
        .toList();
  }

  private static boolean isFor(Task task, EvaluationTask measured) {
    return switch (measured) {
      case DENOISE -> task instanceof Task.Denoise;
      case SR -> task instanceof Task.Upscale;
      case JPEG -> task instanceof Task.Deblock;
      case DEMOSAIC -> task instanceof Task.Demosaic;
    };
  }

  @Override
  public void close() {
    loaded.forEach(method -> method.model().close());
  }
}
