package org.selfsame.system;

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

  /** Linux resets VmHWM, the peak, when "5" is written here. */
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
    return LinuxFacts.value("self/status", "VmHWM")
        .map(text -> 1024 * Long.parseLong(text.replaceAll("\\D", ""))) // "1234 kB"
        .map(bytes -> new PeakMemory(bytes, since));
  }
}
