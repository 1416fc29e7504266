package org.selfsame.server;

import java.awt.Rectangle;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.selfsame.image.FileFormat;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.image.WriteOptions;
import org.selfsame.quality.NoiseLevel;

/**
 * A picture as a screen shows it, upright and of 8 bits. It is decoded once, into a file of rows of
 * pixels, from which parts are read; so a page can look around in an image of any size.
 */
final class View {
  /** The most pixels of a part. */
  static final int MOST_PIXELS = 1 << 24;

  /** One at a time: decoding takes much memory. */
  private static final Lock DECODING = new ReentrantLock(true);

  private final Path image;
  private final Path rows;
  private volatile @Nullable Facts facts;

  /**
   * What the file of rows holds.
   *
   * @param channels 1 or 3, and 1 more for alpha
   */
  record Facts(
      int width, int height, int channels, boolean alpha, Optional<byte[]> icc, NoiseLevel noise) {}

  /**
   * @param image the file to show
   * @param rows the file to make of it
   */
  View(Path image, Path rows) {
    this.image = image;
    this.rows = rows;
  }

  /** Returns what there is to see, and decodes the image if that has not been done. */
  Facts facts() throws IOException {
    Facts known = facts;
    if (known != null) {
      return known;
    }
    DECODING.lock();
    try {
      if (facts == null) {
        facts = decoded();
      }
      return facts;
    } finally {
      DECODING.unlock();
    }
  }

  private Facts decoded() throws IOException {
    Picture picture = Picture.read(image).upright();
    Image pixels = picture.image();
    NoiseLevel noise = NoiseLevel.of(pixels, picture.alpha());
    Image[] parts =
        picture.alpha().map(alpha -> new Image[] {pixels, alpha}).orElse(new Image[] {pixels});
    int channels = pixels.channels() + parts.length - 1;
    byte[] row = new byte[pixels.width() * channels];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(rows), 1 << 16)) {
      for (int y = 0; y < pixels.height(); y++) {
        int channel = 0;
        for (Image part : parts) {
          for (int c = 0; c < part.channels(); c++, channel++) {
            float[] plane = part.plane(c);
            for (int x = 0, at = y * pixels.width(); x < pixels.width(); x++, at++) {
              row[x * channels + channel] = (byte) SampleFormat.UINT8.quantize(plane[at]);
            }
          }
        }
        out.write(row);
      }
    }
    return new Facts(
        pixels.width(),
        pixels.height(),
        channels,
        parts.length > 1,
        picture.metadata().iccProfile(),
        noise);
  }

  /**
   * Returns a part as a PNG file.
   *
   * @param part cut to the image
   * @param most the longest side of what is returned; a larger part is reduced
   * @throws IllegalArgumentException if the part lies outside the image, or has too many pixels
   */
  byte[] png(Rectangle part, int most) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageFiles.write(png, picture(part, most), WriteOptions.of(FileFormat.PNG));
    return png.toByteArray();
  }

  /** Returns a part as a picture; see {@link #png}. */
  Picture picture(Rectangle wanted, int most) throws IOException {
    Facts seen = facts();
    Rectangle part = wanted.intersection(new Rectangle(seen.width, seen.height));
    if (part.isEmpty()) {
      throw new IllegalArgumentException(
          "crop of %dx%d at %d,%d: the image has %dx%d pixels"
              .formatted(wanted.width, wanted.height, wanted.x, wanted.y, seen.width, seen.height));
    }
    int step = Math.max(1, (Math.max(part.width, part.height) + most - 1) / most);
    int width = Math.max(1, part.width / step);
    int height = Math.max(1, part.height / step);
    if ((long) width * height > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "crop of %dx%d: expected at most %d pixels; give max, the longest side, to reduce it"
              .formatted(part.width, part.height, MOST_PIXELS));
    }
    Image all = Image.black(width, height, seen.channels);
    ByteBuffer row = ByteBuffer.allocate(part.width * seen.channels);
    try (FileChannel file = FileChannel.open(rows)) {
      for (int y = 0; y < height * step; y++) {
        long start = ((long) (part.y + Math.min(y, part.height - 1)) * seen.width + part.x);
        row.clear();
        while (row.hasRemaining() && file.read(row, start * seen.channels + row.position()) > 0) {
          // reads on
        }
        addRow(row.array(), step, all, y / step);
      }
    }
    float unit = 1f / (255 * step * step);
    for (int c = 0; c < seen.channels; c++) {
      float[] plane = all.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] *= unit;
      }
    }
    int colors = seen.channels - (seen.alpha ? 1 : 0);
    float[][] planes = new float[colors][];
    for (int c = 0; c < colors; c++) {
      planes[c] = all.plane(c);
    }
    return new Picture(
        new Image(width, height, planes),
        seen.alpha ? Optional.of(new Image(width, height, all.plane(colors))) : Optional.empty(),
        SampleFormat.UINT8,
        new Metadata(seen.icc, Optional.empty()));
  }

  private static void addRow(byte[] row, int step, Image sum, int y) {
    int channels = sum.channels();
    int last = row.length / channels - 1;
    for (int c = 0; c < channels; c++) {
      float[] plane = sum.plane(c);
      for (int x = 0, at = y * sum.width(); x < sum.width(); x++, at++) {
        for (int i = 0; i < step; i++) {
          plane[at] += row[Math.min(x * step + i, last) * channels + c] & 0xff;
        }
      }
    }
  }
}
