package org.selfsame.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpStatus;
import org.selfsame.job.Failure;

/** A request that cannot be met, told as RFC 9457 asks ("problem details"). */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;
  static final String MEDIA_TYPE = "application/problem+json";

  private final int status;
  private final String detail;
  private final transient OptionalInt retryAfter;

  private Problem(int status, String detail, OptionalInt retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  static Problem of(int status, String detail) {
    return new Problem(status, detail, OptionalInt.empty());
  }

  /** The caller may try again after some seconds. */
  static Problem later(int status, int seconds, String detail) {
    return new Problem(status, detail, OptionalInt.of(seconds));
  }

  /**
   * Explains a failure in the words of the command line, but for the dashes of options, and with
   * the name of an image in place of its path.
   */
  static Problem of(Throwable failure, Path file, String name) {
    if (failure instanceof Problem told) {
      return told;
    }
    Failure explained = Failure.of(failure);
    String detail = withoutDashes(explained.message().replace(file.toString(), name));
    return switch (explained.kind()) {
      case OUT_OF_MEMORY ->
          of(413, "%s: %s for an image of this size; send a smaller one".formatted(name, detail));
      case BUG -> of(500, detail);
      default -> of(422, detail);
    };
  }

  /** A value that an option does not take. */
  static Problem of(IllegalArgumentException refused) {
    return of(400, withoutDashes(String.valueOf(refused.getMessage())));
  }

  private static String withoutDashes(String message) {
    return message.replaceAll("(^|[ (])--(?=[a-z])", "$1");
  }

  int status() {
    return status;
  }

  String detail() {
    return detail;
  }

  OptionalInt retryAfter() {
    return retryAfter;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "about:blank");
    json.put("title", HttpStatus.getMessage(status));
    json.put("status", status);
    json.put("detail", detail);
    return json;
  }
}
