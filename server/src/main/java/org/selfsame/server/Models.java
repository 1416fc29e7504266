package org.selfsame.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.selfsame.Selfsame;
import org.selfsame.image.FileFormat;
import org.selfsame.job.Denoising;
import org.selfsame.job.Limits;
import org.selfsame.model.Catalog;
import org.selfsame.model.ModelCard;
import org.selfsame.model.Quality;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.task.NoiseRange;
import org.selfsame.task.Task;

/** The models that a server offers: the shipped ones and the classic methods, never a file. */
final class Models implements AutoCloseable {
  private final Catalog catalog;
  private final Map<Asked.Which, Selfsame> opened = new HashMap<>();

  Models() throws IOException {
    catalog = Catalog.shipped();
  }

  /**
   * Returns the models that are asked for; they stay open, as there are few.
   *
   * @throws IllegalArgumentException if there is no such model
   */
  synchronized Selfsame open(Asked.Which which) {
    Selfsame known = opened.get(which);
    if (known != null) {
      return known;
    }
    which.model().ifPresent(this::requireKnown);
    try {
      Selfsame.Builder builder = Selfsame.builder().quality(which.quality());
      if (which.ensemble()) {
        which
            .model()
            .flatMap(ClassicMethod::named)
            .ifPresent(
                classic -> {
                  throw new IllegalArgumentException(
                      "--ensemble: only for networks, and %s is not one; leave it out"
                          .formatted(classic));
                });
        builder.ensemble(true);
      }
      which.model().ifPresent(builder::model);
      Selfsame selfsame = builder.open();
      opened.put(which, selfsame);
      return selfsame;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireKnown(String model) {
    List<String> known = names();
    if (!known.contains(model)) {
      throw new IllegalArgumentException(
          "model '%s': expected one of %s".formatted(model, String.join(", ", known)));
    }
  }

  private List<String> names() {
    return Stream.concat(
            catalog.cards().stream().map(ModelCard::id),
            Stream.of(ClassicMethod.values()).map(ClassicMethod::toString))
        .toList();
  }

  /** Returns the models, with what they can be told. */
  List<Map<String, Object>> json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (ModelCard card : catalog.cards()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", card.id());
      json.put("summary", card.summary());
      json.put("task", commandOf(card.task()));
      json.put("channels", card.imageChannels());
      json.put("quality", card.quality().toString());
      card.task().noise().ifPresent(range -> json.put("sigma", ends(range)));
      all.add(json);
    }
    for (ClassicMethod method : ClassicMethod.values()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", method.toString());
      json.put("summary", "A classic method, which needs no training.");
      json.put("task", Restoring.Noise.NAME);
      json.put("channels", 1);
      json.put("quality", "classic");
      json.put("sigma", ends(Task.named(Restoring.Noise.NAME).noise().orElseThrow()));
      all.add(json);
    }
    return all;
  }

  private static List<Double> ends(NoiseRange range) {
    return List.of(range.lowest(), range.highest());
  }

  /** The command that a task belongs to: {@code denoise} for {@code denoise-photo}, too. */
  private static String commandOf(Task task) {
    return task.name().replaceFirst("-.*", "");
  }

  /** Returns the tasks, with their options and the limits of these. */
  List<Map<String, Object>> tasks() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (String task : Restoring.NAMES) {
      List<Parameter> parameters = new ArrayList<>(parameters(task));
      parameters.add(Parameter.choice("model", modelsFor(task), ""));
      parameters.add(
          Parameter.choice(
              "quality", Stream.of(Quality.values()).map(Quality::toString).toList(), "fast"));
      parameters.add(Parameter.flag("ensemble"));
      parameters.add(
          Parameter.choice(
              "format", Stream.of(FileFormat.values()).map(FileFormat::extension).toList(), ""));
      all.add(
          Map.of("name", task, "parameters", parameters.stream().map(Parameter::json).toList()));
    }
    return all;
  }

  private List<Parameter> parameters(String task) {
    return switch (task) {
      case Restoring.Noise.NAME ->
          List.of(
              Parameter.number("sigma", sigma(), "", "auto"),
              Parameter.number("strength", Denoising.STRENGTH, "1")
                  .leveled(Denoising.STRENGTH_OF_LEVEL));
      case Restoring.Blocks.NAME -> List.of(Parameter.number("strength", Denoising.STRENGTH, "1"));
      default -> List.of(Parameter.choice("scale", scales(), "2"), Parameter.flag("deblock"));
    };
  }

  private List<String> modelsFor(String task) {
    return json().stream()
        .filter(model -> task.equals(model.get("task")))
        .map(model -> String.valueOf(model.get("id")))
        .toList();
  }

  private Limits sigma() {
    NoiseRange range =
        catalog.recommended(Restoring.Noise.NAME, 1, Quality.FAST).task().noise().orElseThrow();
    return new Limits(range.lowest(), range.highest());
  }

  private List<String> scales() {
    Task task = catalog.recommended(Restoring.Size.NAME, 3, Quality.FAST).task();
    return task.kind().usualLevels().stream().filter(level -> covers(task, level)).toList();
  }

  private static boolean covers(Task task, String level) {
    try {
      task.require(level, task.name());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() {
    opened.values().forEach(Selfsame::close);
  }
}
