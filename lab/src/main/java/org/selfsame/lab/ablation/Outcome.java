package org.selfsame.lab.ablation;

import java.util.List;
import java.util.Optional;
import org.selfsame.lab.evaluation.Row;

/**
 * What became of a variant.
 *
 * @param weights trained ones; 0 if its training failed
 * @param steps trained
 * @param minutes that they took
 * @param heldOut mean PSNR of the training's held-out images in dB; NaN if unknown
 * @param rows what was measured on sets of images
 * @param failure why it could not be trained, in a sentence
 */
public record Outcome(
    Variant variant,
    long weights,
    long steps,
    double minutes,
    double heldOut,
    List<Row> rows,
    Optional<String> failure) {
  /** Copies the rows. */
  public Outcome {
    rows = List.copyOf(rows);
  }

  static Outcome failed(Variant variant, String failure) {
    return new Outcome(variant, 0, 0, 0, Double.NaN, List.of(), Optional.of(failure));
  }

  /**
   * Returns what variants are ordered by: the mean PSNR of the first set in dB, or of the held-out
   * images if no set was measured; NaN if there is none, or it is not of all images.
   */
  public double psnr() {
    if (rows.isEmpty()) {
      return heldOut;
    }
    return rows.get(0).failed().isEmpty() ? rows.get(0).psnr() : Double.NaN;
  }
}
