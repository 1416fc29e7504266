package org.selfsame.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The most memory (RAM, not address space) that this process has held at once: Java's heap, the
 * native memory of tensors, and the program itself. Memory that was freed but not yet returned to
 * the system counts.
 *
 * @param since since when
 */
public record PeakMemory(long bytes, Since since) {
  /** Since when a peak is measured. */
  public enum Since {
    /** The last {@link #reset}. */
    RESET,
    /** The start of the process, where the system does not let it be reset. */
    START
  }

  /** Linux resets VmHWM, the peak, when "5" is written here. */
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /**
   * Makes what is held now the peak, if the system allows it, and returns since when peaks are
   * measured from here on.
   */
  public static Since reset() {
    try {
      Files.writeString(CLEAR, "5");
      return Since.RESET;
    } catch (IOException e) {
      return Since.START; // not Linux, or not allowed
    }
  }

  /**
   * Returns the peak, or nothing where the system does not report it (all but Linux).
   *
   * @param since what {@link #reset} returned
   */
  public static Optional<PeakMemory> read(Since since) {
    return LinuxFacts.value("self/status", "VmHWM")
        .map(text -> 1024 * Long.parseLong(text.replaceAll("\\D", ""))) // "1234 kB"
        .map(bytes -> new PeakMemory(bytes, since));
  }
}
