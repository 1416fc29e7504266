package org.selfsame.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.io.IOException;

/**
 * Reads JPEG: gray and color as they are, CMYK and YCCK converted to sRGB, by their ICC profile if
 * they have one.
 */
final class JpegDecoder {
  private JpegDecoder() {}

  static Picture decode(byte[] file) throws IOException {
    JpegSegments segments = new JpegSegments(file);
    try (RasterReader reader = RasterReader.of(JPEGImageReaderSpi.class, segments.bareImage())) {
      reader.checkSize(segments.components() * (1L + Float.BYTES));
      return Samples.picture(reader.image(), segments.metadata());
    }
  }
}
