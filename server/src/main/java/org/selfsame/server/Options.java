package org.selfsame.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Options as a request gives them: names and texts. Messages are those of the command line. */
record Options(Map<String, String> texts) {
  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if one is not known
   */
  void requireKnown(List<String> known) {
    for (String name : texts.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown option '%s': expected %s"
                .formatted(shortened(name), String.join(", ", known)));
      }
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name)).filter(text -> !text.isEmpty());
  }

  OptionalDouble number(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text.get()));
    } catch (NumberFormatException e) {
      throw refused(name, "a number");
    }
  }

  /** Returns a whole number. */
  int whole(String name, int otherwise) {
    try {
      return text(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw refused(name, "a whole number");
    }
  }

  boolean flag(String name) {
    return switch (texts.getOrDefault(name, "false")) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw refused(name, "true or false");
    };
  }

  IllegalArgumentException refused(String name, String expected) {
    return new IllegalArgumentException(
        "--%s %s: expected %s".formatted(name, shortened(texts.getOrDefault(name, "")), expected));
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
