package org.selfsame.task;

import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.SampleFormat;

/**
 * How to compare a restored image with its reference, the way the published figures for a task are
 * measured.
 *
 * @param luma whether and when color becomes luma (BT.601, studio range)
 * @param border the number of pixels along the edges to leave out
 * @param blocks whether tables of the task show PSNR-B, and SSIM with a uniform window of 8x8
 * @param words what is compared, in words
 */
public record Comparison(Luma luma, int border, boolean blocks, String words) {
  /** When color becomes luma. */
  public enum Luma {
    /** Never: all channels are compared. */
    NEVER,
    /** Before the image is degraded, in 8 bits. */
    FIRST,
    /** After the image is restored and rounded to 8 bits. */
    LAST
  }

  static Comparison ofAllChannels(String words) {
    return new Comparison(Luma.NEVER, 0, false, words);
  }

  /** Returns, for an image in 8 bits, the image to degrade, which the restored one should equal. */
  public Image reference(Image image) {
    return luma == Luma.FIRST ? SampleFormat.UINT8.round(studioLuma(image)) : image;
  }

  /** Returns what to compare of a restored image or its reference, border included. */
  public Image compared(Image image) {
    return luma == Luma.LAST ? studioLuma(SampleFormat.UINT8.round(image)) : image;
  }

  /**
   * Returns an image without the border.
   *
   * @throws IllegalArgumentException if nothing is left
   */
  public Image inside(Image image) {
    int width = image.width() - 2 * border;
    int height = image.height() - 2 * border;
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image of %dx%d pixels: nothing is left inside a border of %d"
              .formatted(image.width(), image.height(), border));
    }
    return border == 0 ? image : image.crop(border, border, width, height);
  }

  private static Image studioLuma(Image image) {
    return image.channels() == 3 ? Luminance.studioLuma(image) : image;
  }
}
