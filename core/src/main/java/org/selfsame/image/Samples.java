package org.selfsame.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * Takes the samples out of Java's rasters as they were stored, divided by their greatest value.
 * Java's own conversion to RGB would distort gray and 16-bit values.
 */
final class Samples {
  private static final int CMYK_CHANNELS = 4;

  private Samples() {}

  /** Returns a gray, RGB, palette or CMYK image with its alpha; CMYK is converted to sRGB. */
  static Picture picture(BufferedImage image, Metadata metadata) throws MalformedImageException {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (model instanceof IndexColorModel palette) {
      return fromPalette(raster, palette, metadata);
    }
    int channels = model.getNumColorComponents();
    float[][] planes = new float[channels][];
    for (int c = 0; c < channels; c++) {
      planes[c] = plane(raster, c, model.getComponentSize(c));
    }
    switch (model.getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY, ColorSpace.TYPE_RGB -> {}
      case ColorSpace.TYPE_CMYK -> planes = fromCmyk(raster, planes, model.getColorSpace());
      default ->
          throw new MalformedImageException(
              "its colors are neither gray, RGB nor CMYK. Convert it to RGB first.");
    }
    Optional<float[]> alpha = Optional.empty();
    if (model.hasAlpha()) {
      alpha = Optional.of(plane(raster, channels, model.getComponentSize(channels)));
      if (model.isAlphaPremultiplied()) {
        divideByAlpha(planes, alpha.get());
      }
    }
    return picture(raster, planes, alpha, format(raster, model.getComponentSize(0)), metadata);
  }

  /** Puts planes of a raster's size together; an ICC profile that does not fit them is left out. */
  static Picture picture(
      Raster raster,
      float[][] planes,
      Optional<float[]> alpha,
      SampleFormat format,
      Metadata metadata) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    return new Picture(
        new Image(width, height, planes),
        alpha.map(plane -> new Image(width, height, plane)),
        format,
        metadata.forChannels(planes.length));
  }

  /** Returns a band of whole numbers over their greatest, or of floats as they are. */
  static float[] plane(Raster raster, int band, int bits) {
    float[] plane = numbers(raster, band, bits, false);
    if (!isFloat(raster)) {
      float maximum = (1 << bits) - 1;
      for (int i = 0; i < plane.length; i++) {
        plane[i] /= maximum;
      }
    }
    return plane;
  }

  /**
   * Returns a band of numbers as they are; of whole ones of 32 bits, the nearest floats.
   *
   * @param bits of the whole numbers, at most 32
   * @param signed whether the whole numbers are
   */
  static float[] numbers(Raster raster, int band, int bits, boolean signed) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    float[] plane = new float[width * height];
    if (isFloat(raster)) {
      return raster.getSamples(0, 0, width, height, band, plane);
    }
    int unused = Integer.SIZE - bits;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, band, row);
      for (int x = 0; x < width; x++) {
        int high = row[x] << unused;
        plane[y * width + x] = signed ? high >> unused : Integer.toUnsignedLong(high) >>> unused;
      }
    }
    return plane;
  }

  /** Returns the format that holds a raster's samples. */
  static SampleFormat format(Raster raster, int bits) throws MalformedImageException {
    if (isFloat(raster)) {
      return SampleFormat.FLOAT32;
    }
    if (bits > 16) {
      throw new MalformedImageException(
          "its samples are whole numbers of %d bits, expected at most 16. Convert it to 16 bits"
                  .formatted(bits)
              + " or float first.");
    }
    return bits > 8 ? SampleFormat.UINT16 : SampleFormat.UINT8;
  }

  static boolean isFloat(Raster raster) {
    int type = raster.getDataBuffer().getDataType();
    return type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
  }

  /**
   * Divides color by the alpha it was multiplied with; where alpha is 0 the color is lost and
   * becomes black.
   */
  static void divideByAlpha(float[][] planes, float[] alpha) {
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = alpha[i] == 0f ? 0f : plane[i] / alpha[i];
      }
    }
  }

  private static Picture fromPalette(Raster raster, IndexColorModel palette, Metadata metadata) {
    int colors = palette.getMapSize();
    byte[][] table = new byte[4][colors];
    palette.getReds(table[0]);
    palette.getGreens(table[1]);
    palette.getBlues(table[2]);
    palette.getAlphas(table[3]);
    boolean gray = !metadata.isRgb();
    for (int i = 0; i < colors; i++) {
      gray &= table[0][i] == table[1][i] && table[0][i] == table[2][i];
    }
    float[][] planes = new float[gray ? 1 : 3][];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = lookUp(raster, table[c]);
    }
    Optional<float[]> alpha =
        palette.hasAlpha() ? Optional.of(lookUp(raster, table[3])) : Optional.empty();
    return picture(raster, planes, alpha, SampleFormat.UINT8, metadata);
  }

  private static float[] lookUp(Raster raster, byte[] table) {
    int width = raster.getWidth();
    float[] plane = new float[width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        plane[y * width + x] = (table[row[x]] & 0xff) / 255f;
      }
    }
    return plane;
  }

  /** Converts inks, 1 for full, to sRGB: by the file's profile, or as if the inks were ideal. */
  private static float[][] fromCmyk(Raster raster, float[][] inks, ColorSpace colorSpace) {
    if (colorSpace instanceof ICC_ColorSpace) {
      int[] colorBands = {0, 1, 2, 3};
      Raster source =
          raster.createChild(0, 0, raster.getWidth(), raster.getHeight(), 0, 0, colorBands);
      int type = raster.getDataBuffer().getDataType();
      WritableRaster rgb =
          Raster.createInterleavedRaster(type, raster.getWidth(), raster.getHeight(), 3, null);
      new ColorConvertOp(colorSpace, ColorSpace.getInstance(ColorSpace.CS_sRGB), null)
          .filter(source, rgb);
      int bits = DataBuffer.getDataTypeSize(type);
      return new float[][] {plane(rgb, 0, bits), plane(rgb, 1, bits), plane(rgb, 2, bits)};
    }
    float[] black = inks[CMYK_CHANNELS - 1];
    float[][] rgb = new float[3][black.length];
    for (int c = 0; c < rgb.length; c++) {
      for (int i = 0; i < black.length; i++) {
        rgb[c][i] = (1 - inks[c][i]) * (1 - black[i]);
      }
    }
    return rgb;
  }
}
