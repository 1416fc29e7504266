package org.selfsame.job;

/**
 * The values that an option may have.
 *
 * @param least the least of them
 * @param greatest the greatest
 */
public record Limits(double least, double greatest) {
  /**
   * Checks a value.
   *
   * @param option the name of the option
   * @throws IllegalArgumentException if the value is outside
   */
  public void require(String option, double value) {
    if (!(value >= least && value <= greatest)) {
      throw new IllegalArgumentException(
          "%s %s: expected %s to %s"
              .formatted(option, LevelText.of(value), LevelText.of(least), LevelText.of(greatest)));
    }
  }
}
