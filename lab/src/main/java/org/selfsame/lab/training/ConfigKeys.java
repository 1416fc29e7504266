package org.selfsame.lab.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Where keys are: in their sections, or at the top, as all were before there were sections. */
final class ConfigKeys {
  private static final Map<String, String> SECTIONS =
      Map.ofEntries(
          Map.entry("patch", "patches.size"),
          Map.entry("batch", "patches.batch"),
          Map.entry("reach", "patches.reach"),
          Map.entry("noise", "patches.noise"),
          Map.entry("loss", "optimizer.loss"),
          Map.entry("lossCenter", "optimizer.lossCenter"),
          Map.entry("lossCentre", "optimizer.lossCenter"),
          Map.entry("learningRate", "optimizer.learningRate"),
          Map.entry("schedule", "optimizer.schedule"),
          Map.entry("halvingSteps", "optimizer.halvingSteps"),
          Map.entry("warmupSteps", "optimizer.warmupSteps"),
          Map.entry("clipNorm", "optimizer.clipNorm"),
          Map.entry("averageDecay", "optimizer.averageDecay"),
          Map.entry("freezeNormalizationAt", "optimizer.freezeNormalizationAt"),
          Map.entry("device", "compute.device"),
          Map.entry("precision", "compute.precision"),
          Map.entry("workers", "compute.workers"),
          Map.entry("maxSteps", "budget.maxSteps"),
          Map.entry("maxMinutes", "budget.maxMinutes"),
          Map.entry("checkpointMinutes", "budget.checkpointMinutes"),
          Map.entry("validationSteps", "validation.steps"),
          Map.entry("validationCrop", "validation.crop"),
          Map.entry("validationLevels", "validation.levels"));

  private ConfigKeys() {}

  /**
   * Moves keys to their sections.
   *
   * @throws IllegalArgumentException if a key is in its section, too, or the section has no keys
   */
  static void move(ObjectNode config) {
    SECTIONS.forEach(
        (key, path) -> {
          JsonNode value = config.remove(key);
          if (value != null && set(config, path, value) != null) {
            throw new IllegalArgumentException(
                "%1$s and %2$s are the same key: expected %2$s alone".formatted(key, path));
          }
        });
  }

  /**
   * Sets a value.
   *
   * @param key with its section, if it is in one
   * @return the value before, or null
   * @throws IllegalArgumentException if its section has no keys
   */
  static JsonNode set(ObjectNode config, String key, JsonNode value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      return config.replace(key, value);
    }
    String name = key.substring(0, dot);
    JsonNode section = config.has(name) ? config.get(name) : config.putObject(name);
    if (!section.isObject()) {
      throw new IllegalArgumentException(
          "%s %s: expected keys and values".formatted(name, section));
    }
    return ((ObjectNode) section).replace(key.substring(dot + 1), value);
  }
}
