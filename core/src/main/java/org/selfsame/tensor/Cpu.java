package org.selfsame.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What the processor can do that libtorch does not tell. */
final class Cpu {
  private static final boolean BF16 = detectBf16();

  private Cpu() {}

  static boolean multipliesBf16() {
    return BF16;
  }

  /** Linux alone names its features in a file; elsewhere the safe answer is no. */
  private static boolean detectBf16() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return false;
    }
    try (var lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(Cpu::namesBf16)
          .orElse(false);
    } catch (IOException | java.io.UncheckedIOException e) {
      return false;
    }
  }

  static boolean namesBf16(String flagsLine) {
    Set<String> flags = new HashSet<>(Arrays.asList(flagsLine.split("\\s+")));
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16") || flags.contains("bf16");
  }
}
