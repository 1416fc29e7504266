package org.selfsame.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.selfsame.job.Limits;

/**
 * An option of a task, described for programs.
 *
 * @param type a number, one of several texts, or a flag
 * @param limits of a number
 * @param leveled its limits where {@code sigma} is given, too
 * @param choices the texts it may be; of a number, those besides
 * @param initial its value when it is left out; empty for none
 */
record Parameter(
    String name,
    String type,
    Optional<Limits> limits,
    Optional<Limits> leveled,
    List<String> choices,
    String initial) {
  static Parameter number(String name, Limits limits, String initial, String... besides) {
    return new Parameter(
        name, "number", Optional.of(limits), Optional.empty(), List.of(besides), initial);
  }

  static Parameter choice(String name, List<String> choices, String initial) {
    return new Parameter(
        name, "choice", Optional.empty(), Optional.empty(), List.copyOf(choices), initial);
  }

  static Parameter flag(String name) {
    return new Parameter(name, "flag", Optional.empty(), Optional.empty(), List.of(), "false");
  }

  /** Returns this with other limits where a noise level is given. */
  Parameter leveled(Limits other) {
    return new Parameter(name, type, limits, Optional.of(other), choices, initial);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("type", type);
    limits.ifPresent(range -> json.putAll(ends(range)));
    leveled.ifPresent(range -> json.put("withSigma", ends(range)));
    json.put("choices", choices);
    json.put("default", initial);
    return json;
  }

  private static Map<String, Object> ends(Limits range) {
    return Map.of("least", range.least(), "greatest", range.greatest());
  }
}
