package org.selfsame.task;

import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.SampleFormat;

/**
 * How a restored image is compared with what it should be, as the field's published figures of a
 * task are measured.
 *
 * @param luma whether luma (BT.601, studio range) of color images is compared
 * @param border pixels along the edges that are not compared
 * @param blocks whether tables of the task have PSNR-B, and SSIM by a uniform window of 8x8
 * @param words what is compared
 */
public record Comparison(Luma luma, int border, boolean blocks, String words) {
  /** When color becomes luma. */
  public enum Luma {
    /** Never: all channels are compared. */
    NEVER,
    /** Before it is degraded, in 8 bits. */
    FIRST,
    /** Once it is restored and rounded to 8 bits. */
    LAST
  }

  static Comparison ofAllChannels(String words) {
    return new Comparison(Luma.NEVER, 0, false, words);
  }

  /** Returns what is degraded of an image in 8 bits, and what the restored one should be. */
  public Image reference(Image image) {
    return luma == Luma.FIRST ? SampleFormat.UINT8.round(studioLuma(image)) : image;
  }

  /** Returns what is compared of a restored image or its reference, with the border. */
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
          "image of %dx%d pixels: nothing is left without a border of %d"
              .formatted(image.width(), image.height(), border));
    }
    return border == 0 ? image : image.crop(border, border, width, height);
  }

  private static Image studioLuma(Image image) {
    return image.channels() == 3 ? Luminance.studioLuma(image) : image;
  }
}
