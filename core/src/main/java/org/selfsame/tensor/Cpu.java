package org.selfsame.tensor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.selfsame.system.LinuxFacts;

/** What the processor can do and libtorch does not report. */
final class Cpu {
  private static final Set<String> FEATURES = detect();

  private Cpu() {}

  static boolean multipliesBf16() {
    return namesBf16(FEATURES);
  }

  /** Returns whether it multiplies whole tiles of bf16 at once. */
  static boolean multipliesTilesOfBf16() {
    return FEATURES.contains("amx_bf16");
  }

  /** Only Linux lists them in a file; elsewhere the safe answer is that there are none. */
  private static Set<String> detect() {
    return LinuxFacts.value("cpuinfo", "flags") // x86; the other name is Arm's
        .or(() -> LinuxFacts.value("cpuinfo", "Features"))
        .map(Cpu::named)
        .orElse(Set.of());
  }

  static Set<String> named(String features) {
    return new HashSet<>(Arrays.asList(features.strip().split("\\s+")));
  }

  static boolean namesBf16(Set<String> features) {
    return features.contains("avx512_bf16")
        || features.contains("amx_bf16")
        || features.contains("bf16");
  }
}
