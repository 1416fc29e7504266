package org.selfsame.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** A {@code javax.imageio} reader that fails where it would return a damaged image. */
final class RasterReader implements AutoCloseable {
  private static final Pattern STRAY_BYTES =
      Pattern.compile("Corrupt JPEG data: (\\d+) extraneous bytes before marker 0xd9");

  private final ImageReader reader;
  private final byte[] file;
  private final int page;
  private final List<String> warnings = new ArrayList<>();

  private RasterReader(ImageReader reader, byte[] file, int page) {
    this.reader = reader;
    this.file = file;
    this.page = page;
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    reader.setInput(new ByteArrayImageInputStream(file), page == 0, true);
  }

  /** Opens a file with the reader of a provider that is in the class path. */
  static RasterReader of(Class<? extends ImageReaderSpi> provider, byte[] file) throws IOException {
    return of(provider, file, 0);
  }

  /** Opens a page of a file, counted from 0, with the reader of a provider. */
  static RasterReader of(Class<? extends ImageReaderSpi> provider, byte[] file, int page)
      throws IOException {
    return new RasterReader(find(provider).createReaderInstance(), file, page);
  }

  /** Opens a file with Java's reader for a format. */
  static RasterReader of(String format, byte[] file) {
    return new RasterReader(ImageIO.getImageReadersByFormatName(format).next(), file, 0);
  }

  static ImageReaderSpi find(Class<? extends ImageReaderSpi> provider) throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ImageReaderSpi found = registry.getServiceProviderByClass(provider);
    if (found == null) {
      // Java looks for providers once, through the first caller's class loader.
      try {
        registry.registerServiceProvider(provider.getConstructor().newInstance());
      } catch (ReflectiveOperationException e) {
        throw new IOException("no reader " + provider.getName(), e);
      }
      found = registry.getServiceProviderByClass(provider);
    }
    return found;
  }

  /** Checks the size in the header before anything is decoded. */
  void checkSize(long bytesPerPixel) throws IOException {
    DecodedSize.check(reader.getWidth(page), reader.getHeight(page), bytesPerPixel);
  }

  /** Decodes the image. */
  BufferedImage image() throws IOException {
    BufferedImage image = reader.read(page);
    failIfDamaged();
    return image;
  }

  /** Decodes the samples without converting their color space. */
  Raster raster() throws IOException {
    Raster raster = reader.readRaster(page, null);
    failIfDamaged();
    return raster;
  }

  /** Finds warnings after which a reader carried on with samples that are not the file's. */
  private void failIfDamaged() throws MalformedImageException {
    for (String warning : warnings) {
      boolean corrupt = warning.startsWith("Corrupt JPEG data") && !isPadding(warning);
      if (corrupt || warning.startsWith("Premature end")) {
        throw MalformedImageException.damaged(warning);
      }
      if (warning.contains("not implemented") || warning.startsWith("Unknown WebP alpha")) {
        throw new MalformedImageException(
            "it cannot be decoded as it is ("
                + warning
                + "). Save it as PNG with another program.");
      }
    }
  }

  /** Whether what a JPEG holds too much is zeros before its end marker, as some cameras write. */
  private boolean isPadding(String warning) {
    Matcher stray = STRAY_BYTES.matcher(warning);
    if (!stray.matches()) {
      return false;
    }
    int end = file.length - 2;
    int start = end - Integer.parseInt(stray.group(1));
    return start >= 0 && IntStream.range(start, end).allMatch(at -> file[at] == 0);
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
