package org.selfsame.lab.evaluation;

import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.SampleFormat;
import org.selfsame.quality.Psnr;
import org.selfsame.quality.PsnrB;
import org.selfsame.quality.Ssim;

/**
 * A task at a level: what is done to an image, and how what is restored of it is compared, as the
 * field's published figures are measured.
 *
 * @param degradation what is done; it tells the task
 * @param gray whether color images are converted to gray first, rounded to 8 bits as the published
 *     gray sets are
 */
public record Condition(Degradation degradation, boolean gray) {
  /**
   * @throws IllegalArgumentException if another task than denoising is to be measured in gray
   */
  public Condition {
    if (gray && EvaluationTask.undoing(degradation) != EvaluationTask.DENOISE) {
      throw new IllegalArgumentException(
          "gray: task %s has its own rule for color; only denoise can be measured in gray"
              .formatted(EvaluationTask.undoing(degradation)));
    }
  }

  /** Returns the task. */
  public EvaluationTask task() {
    return EvaluationTask.undoing(degradation);
  }

  /** Returns the level as it is written, such as 25. */
  public String level() {
    return EvaluationTask.levelOf(degradation);
  }

  /** Returns what is done and what is compared, in words. */
  public String description() {
    return degradation.description() + "; " + comparison();
  }

  private String comparison() {
    return switch (task()) {
      case DENOISE -> gray ? "images converted to gray" : "all channels compared";
      case SR ->
          "luma (BT.601) of the result in 8 bit compared without a border of %s pixels"
              .formatted(level());
      case JPEG -> "luma (BT.601) compressed and compared, SSIM by a uniform window of 8x8";
      case DEMOSAIC -> "all channels compared, no border left out";
    };
  }

  /**
   * Returns what an image is before it is degraded, and what the restored one should be: in 8 bits,
   * for {@code sr} cropped to a multiple of the scale, for {@code jpeg} its luma.
   *
   * @throws IllegalArgumentException if the image is too small
   */
  public Image reference(Image original) {
    Image rounded = SampleFormat.UINT8.round(original);
    return switch (task()) {
      case DENOISE ->
          gray && rounded.channels() == 3
              ? SampleFormat.UINT8.round(Luminance.gray(rounded))
              : rounded;
      case SR -> ((BicubicDownscale) degradation).crop(rounded);
      case JPEG -> SampleFormat.UINT8.round(luma(rounded));
      case DEMOSAIC -> rounded;
    };
  }

  /**
   * Returns how near a restored image is to its reference.
   *
   * @param untouched whether it is the degraded image itself, of which the unclipped samples are
   *     compared
   * @throws IllegalArgumentException if their sizes differ, they are smaller than the window of
   *     SSIM, or a sample is NaN
   */
  Scores compare(Image restored, Image reference, boolean untouched) {
    Image result = withoutBorder(compared(restored));
    Image goal = withoutBorder(compared(reference));
    double psnr = untouched ? Psnr.ofFloat(result, goal) : Psnr.of(result, goal);
    if (Double.isNaN(psnr)) {
      throw new IllegalArgumentException("the restored image holds samples that are not numbers");
    }
    if (task() == EvaluationTask.JPEG) {
      double ssim = Ssim.of(result, goal, Ssim.Window.UNIFORM);
      return new Scores(psnr, ssim, PsnrB.of(result, goal));
    }
    return new Scores(psnr, Ssim.of(result, goal), null);
  }

  /** Returns what is compared of an image, with its border. */
  Image compared(Image image) {
    return task() == EvaluationTask.SR ? luma(SampleFormat.UINT8.round(image)) : image;
  }

  private Image withoutBorder(Image image) {
    if (!(degradation instanceof BicubicDownscale downscale)) {
      return image;
    }
    int border = downscale.scale();
    int width = image.width() - 2 * border;
    int height = image.height() - 2 * border;
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image of %dx%d pixels: nothing is left without a border of %d"
              .formatted(image.width(), image.height(), border));
    }
    return image.crop(border, border, width, height);
  }

  private static Image luma(Image image) {
    return image.channels() == 3 ? Luminance.studioLuma(image) : image;
  }
}
