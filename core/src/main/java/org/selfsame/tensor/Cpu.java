package org.selfsame.tensor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.selfsame.system.LinuxFacts;

/** What the processor can do and libtorch does not report. */
final class Cpu {
  private static final boolean BF16 = detectBf16();

  private Cpu() {}

  static boolean multipliesBf16() {
    return BF16;
  }

  /** Only Linux lists its features in a file; elsewhere the safe answer is no. */
  private static boolean detectBf16() {
    return LinuxFacts.value("cpuinfo", "flags") // x86; the other name is Arm's
        .or(() -> LinuxFacts.value("cpuinfo", "Features"))
        .map(Cpu::namesBf16)
        .orElse(false);
  }

  static boolean namesBf16(String features) {
    Set<String> names = new HashSet<>(Arrays.asList(features.split("\\s+")));
    return names.contains("avx512_bf16") || names.contains("amx_bf16") || names.contains("bf16");
  }
}
