package org.selfsame.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.selfsame.Method;
import org.selfsame.Plan;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Picture;
import org.selfsame.model.Quality;

/**
 * What a request asks to be done to an image.
 *
 * @param task the task, such as {@code denoise}
 * @param options as they were given
 * @param which the models to use
 * @param format the format of the result; empty for that of the image
 */
record Asked(
    String task,
    Map<String, String> options,
    Which which,
    Restoring restoring,
    Optional<FileFormat> format) {
  /** The options that all tasks have. */
  static final List<String> COMMON = List.of("model", "quality", "ensemble", "format");

  /** The models that are used. */
  record Which(Optional<String> model, Quality quality, boolean ensemble) {}

  /**
   * What a plan does, without its picture.
   *
   * @param first a recipe to follow before
   */
  record Recipe(Method method, Degradation degradation, double strength, Optional<Recipe> first) {
    static Recipe of(Plan plan) {
      return new Recipe(
          plan.method(), plan.degradation(), plan.strength(), plan.first().map(Recipe::of));
    }

    /** Returns the plan for a picture, or a part of it, without further bands. */
    Plan on(Picture picture) {
      return new Plan(
          picture.withBands(List.of()),
          method,
          degradation,
          strength,
          first.map(before -> before.on(picture)),
          Optional.empty(), // scales are the model's
          List.of());
    }
  }

  /**
   * Reads what is asked for.
   *
   * @throws IllegalArgumentException if there is no such task or option, or an option has an
   *     impossible value
   */
  static Asked of(String task, Map<String, String> texts) {
    List<String> known = new ArrayList<>(Restoring.options(task));
    known.addAll(COMMON);
    Options options = new Options(Map.copyOf(texts));
    options.requireKnown(known);
    Optional<String> model = options.text("model");
    if (model.isPresent() && options.text("quality").isPresent()) {
      throw new IllegalArgumentException(
          "--quality %s: --model %s already picks the model; leave out one of them"
              .formatted(texts.get("quality"), model.get()));
    }
    Which which =
        new Which(
            model,
            options.text("quality").map(Quality::parse).orElse(Quality.FAST),
            options.flag("ensemble"));
    Optional<FileFormat> format =
        options
            .text("format")
            .map(
                text ->
                    FileFormat.ofExtension(text)
                        .orElseThrow(() -> options.refused("format", "png, jpg or tiff")));
    return new Asked(task, new LinkedHashMap<>(texts), which, Restoring.of(task, options), format);
  }
}
