package org.selfsame.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What Linux reports in the files of {@code /proc} whose lines are {@code name: value}. */
public final class LinuxFacts {
  private LinuxFacts() {}

  /**
   * Returns the value of the first line with a name; nothing if there is none, or on other systems.
   *
   * @param file such as {@code cpuinfo} or {@code self/status}
   */
  public static Optional<String> value(String file, String name) {
    Path path = Path.of("/proc", file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .map(line -> line.split(":", 2))
          .filter(line -> line.length == 2 && line[0].strip().equals(name))
          .map(line -> line[1].strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
