package org.selfsame.restore;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory a network may work in. The image, its result and the weights come on top.
 *
 * @param bytes at least 1, or {@link #AUTO_BYTES} for half of the free memory
 */
public record MemoryBudget(long bytes) {
  private static final long AUTO_BYTES = 0;

  /** Half of the memory that is free when an image is restored. On a GPU, 4 GiB count as free. */
  public static final MemoryBudget AUTO = new MemoryBudget(AUTO_BYTES);

  private static final String UNITS = "kmgt";
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)([kmgt]?)");

  /** Checks the number. */
  public MemoryBudget {
    if (bytes != AUTO_BYTES && bytes < 1) {
      throw new IllegalArgumentException(
          "memory of %d bytes: expected at least 1".formatted(bytes));
    }
  }

  /**
   * Reads {@code auto}, or a number of bytes such as {@code 4g}, {@code 1.5g}, {@code 512m} or
   * {@code 800000k}, in units of 1024.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static MemoryBudget parse(String text) {
    if (text.equals("auto")) {
      return AUTO;
    }
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      int power = matcher.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(matcher.group(2));
      BigDecimal bytes =
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
      if (bytes.compareTo(BigDecimal.ONE) >= 0
          && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return new MemoryBudget(bytes.longValue());
      }
    }
    throw new IllegalArgumentException(
        "memory '%s': expected auto, or bytes such as 4g or 512m".formatted(text));
  }

  boolean isAuto() {
    return bytes == AUTO_BYTES;
  }

  /**
   * Returns the form that {@link #parse} reads, rounded up to whole megabytes from one megabyte on.
   */
  @Override
  public String toString() {
    if (isAuto()) {
      return "auto";
    }
    long megabyte = 1L << 20;
    return bytes < megabyte ? Long.toString(bytes) : ((bytes - 1) / megabyte + 1) + "m";
  }
}
