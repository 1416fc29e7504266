package org.selfsame.lab.ablation;

import java.util.List;
import java.util.Optional;
import org.selfsame.lab.evaluation.Row;

/**
 * The outcome of a variant.
 *
 * @param weights the number of trained weights; 0 if its training failed
 * @param steps the number of training steps
 * @param minutes the time they took
 * @param heldOut the mean PSNR in dB over the images held out from training; NaN if unknown
 * @param rows the measurements on sets of images
 * @param failure a sentence that says why it could not be trained
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
   * Returns the PSNR that ranks variants, in dB: the mean over the first set, or over the held-out
   * images if no set was measured. NaN if there is none, or if it does not cover all images.
   */
  public double psnr() {
    if (rows.isEmpty()) {
      return heldOut;
    }
    return rows.get(0).failed().isEmpty() ? rows.get(0).psnr() : Double.NaN;
  }
}
