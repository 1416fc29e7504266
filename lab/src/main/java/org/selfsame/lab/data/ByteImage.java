package org.selfsame.lab.data;

import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;

/**
 * An image with 8 bits per sample, the form in which training data is kept in memory.
 *
 * @param width the number of pixels in a row
 * @param height the number of rows
 * @param planes the samples: one array of {@code width * height} samples per channel, 0 to 255
 *     unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ByteImage(int width, int height, byte[][] planes) {

  /** Clips and rounds to the nearest of the 256 values, halves to even. */
  static ByteImage of(Image image) {
    byte[][] planes = new byte[image.channels()][];
    for (int c = 0; c < planes.length; c++) {
      float[] plane = image.plane(c);
      byte[] bytes = new byte[plane.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) SampleFormat.UINT8.quantize(plane[i]);
      }
      planes[c] = bytes;
    }
    return new ByteImage(image.width(), image.height(), planes);
  }

  long pixels() {
    return (long) width * height;
  }

  Image toImage() {
    return crop(0, 0, width, height);
  }

  /** Returns a piece inside the image. */
  Image crop(int left, int top, int cropWidth, int cropHeight) {
    Image image = Image.black(cropWidth, cropHeight, planes.length);
    for (int c = 0; c < planes.length; c++) {
      float[] plane = image.plane(c);
      for (int i = 0; i < plane.length; i++) {
        int at = (top + i / cropWidth) * width + left + i % cropWidth;
        plane[i] = (planes[c][at] & 0xff) / 255f;
      }
    }
    return image;
  }
}
