package org.selfsame.lab.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The most memory (RAM, not address space) that this process has held at a time: Java's heap, the
 * native memory of tensors, and the program itself. What was freed but not yet given back to the
 * system counts, as it does for the system.
 *
 * @param since since when
 */
public record PeakMemory(long bytes, Since since) {
  /** Since when a peak is one. */
  public enum Since {
    /** The last {@link #reset}. */
    RESET,
    /** The start of the process, where the system does not let it be reset. */
    START
  }

  // Linux: VmHWM in the first is the peak; "5" written to the second makes it what is held now.
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** Has what is held now be the peak, if the system allows it, and returns what peaks are of. */
  public static Since reset() {
    try {
      Files.writeString(CLEAR, "5");
      return Since.RESET;
    } catch (IOException e) {
      return Since.START; // another system than Linux, or one that is closed off
    }
  }

  /**
   * Returns the peak, or nothing where the system does not tell it (all but Linux).
   *
   * @param since what {@link #reset} returned
   */
  public static Optional<PeakMemory> read(Since since) {
    if (!Files.isReadable(STATUS)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))) // "VmHWM: 1234 kB"
          .map(bytes -> new PeakMemory(bytes, since))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
