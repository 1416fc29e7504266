package org.selfsame.lab.evaluation;

import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.SampleFormat;
import org.selfsame.quality.Psnr;
import org.selfsame.quality.PsnrB;
import org.selfsame.quality.Ssim;
import org.selfsame.task.Channels;
import org.selfsame.task.Comparison;
import org.selfsame.task.Task;

/**
 * A task at a level: how images are degraded, and how restored images are compared, the way
 * published figures are measured.
 *
 * @param task whatever its own levels
 * @param degradation what is done, which the task undoes
 * @param gray whether color images are converted to gray first, rounded to 8 bits as the published
 *     gray sets are
 * @param taken whether nothing is done, as images are photographs that came degraded in this way
 */
public record Condition(Task task, Degradation degradation, boolean gray, boolean taken) {
  /** What the level of photographs is called. */
  private static final String TAKEN = "real";

  /**
   * @throws IllegalArgumentException if gray is set for a task that has its own rule for color
   */
  public Condition {
    if (gray && task.kind().channels() != Channels.GRAY_OR_COLOR) {
      throw new IllegalArgumentException(
          "gray: task %s has its own rule for color; only denoise can be measured in gray"
              .formatted(task.name()));
    }
  }

  /** Makes the condition of images that are degraded. */
  public Condition(Task task, Degradation degradation, boolean gray) {
    this(task, degradation, gray, false);
  }

  /** Makes a condition for the task that undoes a degradation. */
  public Condition(Degradation degradation, boolean gray) {
    this(Task.undoing(degradation), degradation, gray);
  }

  /** Returns the condition of photographs that are noisy as they were taken. */
  public static Condition asTaken() {
    Degradation camera = new CameraNoise(0);
    return new Condition(Task.undoing(camera), camera, false, true);
  }

  /** Tells whether there is noise of which nobody knows the level. */
  public boolean hasUnknownNoise() {
    return degradation instanceof CameraNoise;
  }

  /** Returns the level as it is written, such as 25. */
  public String level() {
    return taken ? TAKEN : degradation.level();
  }

  /** Describes the degradation and the comparison in words. */
  public String description() {
    return (taken ? "noisy as taken" : degradation.description())
        + "; "
        + (gray ? "images converted to gray" : comparison().words());
  }

  private Comparison comparison() {
    return task.comparison(degradation);
  }

  /**
   * Returns what an image is before it is degraded: in 8 bits, to deblock its luma. What a restored
   * image is compared with is the degradation's reference of that.
   */
  public Image clean(Image original) {
    Image rounded = SampleFormat.UINT8.round(original);
    return gray && rounded.channels() == 3
        ? SampleFormat.UINT8.round(Luminance.gray(rounded))
        : comparison().reference(rounded);
  }

  /**
   * Returns how close a restored image is to its reference.
   *
   * @param untouched whether it is the degraded image itself: of one that was made, the unclipped
   *     samples are compared
   * @throws IllegalArgumentException if their sizes differ, they are smaller than the window of
   *     SSIM, or a sample is NaN
   */
  Scores compare(Image restored, Image reference, boolean untouched) {
    Image result = comparison().inside(compared(restored));
    Image goal = comparison().inside(compared(reference));
    double psnr = untouched && !taken ? Psnr.ofFloat(result, goal) : Psnr.of(result, goal);
    if (Double.isNaN(psnr)) {
      throw new IllegalArgumentException("the restored image holds samples that are not numbers");
    }
    if (comparison().blocks()) {
      double ssim = Ssim.of(result, goal, Ssim.Window.UNIFORM);
      return new Scores(psnr, ssim, PsnrB.of(result, goal));
    }
    return new Scores(psnr, Ssim.of(result, goal), null);
  }

  /** Returns what to compare of an image, border included. */
  Image compared(Image image) {
    return comparison().compared(image);
  }
}
