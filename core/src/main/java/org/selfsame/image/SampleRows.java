package org.selfsame.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a picture as bytes of interleaved samples: gray or RGB, then alpha if it is kept,
 * then further bands.
 */
final class SampleRows {
  private final float[][] planes;
  private final int width;
  private final SampleFormat format;
  private final ByteBuffer row;

  SampleRows(Picture picture, boolean withAlpha, ByteOrder order) {
    Image image = picture.image();
    boolean alpha = withAlpha && picture.alpha().isPresent();
    List<float[]> all = new ArrayList<>();
    for (int c = 0; c < image.channels(); c++) {
      all.add(image.plane(c));
    }
    if (alpha) {
      all.add(picture.alpha().orElseThrow().plane(0));
    }
    picture.bands().forEach(band -> all.add(band.image().plane(0)));
    planes = all.toArray(new float[0][]);
    width = image.width();
    format = picture.format();
    row = ByteBuffer.allocate(Math.multiplyExact(width, pixelBytes())).order(order);
  }

  int samplesPerPixel() {
    return planes.length;
  }

  int pixelBytes() {
    return planes.length * format.bits() / 8;
  }

  int rowBytes() {
    return row.capacity();
  }

  /** Returns a row, in an array that the next call overwrites. */
  byte[] row(int y) {
    row.clear();
    for (int i = y * width; i < (y + 1) * width; i++) {
      for (float[] plane : planes) {
        switch (format) {
          case UINT8 -> row.put((byte) format.quantize(plane[i]));
          case UINT16 -> row.putShort((short) format.quantize(plane[i]));
          case FLOAT32 -> row.putFloat(plane[i]);
        }
      }
    }
    return row.array();
  }
}
