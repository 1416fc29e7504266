package org.selfsame.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.FileImageInputStream;

/**
 * What the header of an image file says. No pixel is decoded, so it takes little time and memory,
 * whatever the size.
 *
 * @param width at least 1
 * @param height at least 1
 * @param format the kind of file; empty if it is one that is not written
 */
public record ImageHeader(long width, long height, Optional<FileFormat> format) {
  private static final int PNG_SIZE_AT = 16;
  private static final int BEGINNING = 32;

  /**
   * Reads the header of a file.
   *
   * @throws ImageFileException if the file is not an image, or its header is damaged
   */
  public static ImageHeader read(Path file) throws ImageFileException {
    try {
      byte[] beginning = beginning(file);
      if (beginning.length == 0) {
        throw new ImageFileException(
            file, "the file is empty, expected an image. Copy or download it again.");
      }
      Signature signature = ImageFiles.signature(file, beginning);
      return switch (signature) {
        case PNG -> png(file, ByteBuffer.wrap(beginning));
        case BMP -> bmp(file, ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN));
        case JPEG -> read(file, JPEGImageReaderSpi.class, Optional.of(FileFormat.JPEG));
        case TIFF -> read(file, TIFFImageReaderSpi.class, Optional.of(FileFormat.TIFF));
        case WEBP -> read(file, WebPImageReaderSpi.class, Optional.empty());
        case HEIC, AVIF, JXL ->
            throw new ImageFileException(
                file,
                "it is %s, whose header is not read. Convert it to PNG.".formatted(signature));
      };
    } catch (ImageFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Given damaged bytes, the readers throw exceptions of every kind.
      throw damaged(file, e);
    }
  }

  /** Returns the number of pixels. */
  public long pixels() {
    return width * height;
  }

  private static byte[] beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BEGINNING);
    }
  }

  private static ImageHeader png(Path file, ByteBuffer header) throws ImageFileException {
    return of(
        file,
        Integer.toUnsignedLong(header.getInt(PNG_SIZE_AT)),
        Integer.toUnsignedLong(header.getInt(PNG_SIZE_AT + 4)),
        Optional.of(FileFormat.PNG));
  }

  private static ImageHeader bmp(Path file, ByteBuffer header) throws ImageFileException {
    boolean old = header.getInt(BmpDecoder.HEADER_SIZE_AT) == BmpDecoder.OLD_HEADER;
    int at = BmpDecoder.SIZE_AT;
    long width = old ? header.getShort(at) & 0xffff : header.getInt(at);
    long height = old ? header.getShort(at + 2) & 0xffff : header.getInt(at + 4);
    return of(file, width, Math.abs(height), Optional.empty());
  }

  private static ImageHeader read(
      Path file, Class<? extends ImageReaderSpi> provider, Optional<FileFormat> format)
      throws IOException {
    ImageReader reader = RasterReader.find(provider).createReaderInstance();
    try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
      reader.setInput(in, true, true);
      return of(file, reader.getWidth(0), reader.getHeight(0), format);
    } finally {
      reader.dispose();
    }
  }

  private static ImageHeader of(Path file, long width, long height, Optional<FileFormat> format)
      throws ImageFileException {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw damaged(file, new IOException("its header says %dx%d pixels".formatted(width, height)));
    }
    return new ImageHeader(width, height, format);
  }

  private static ImageFileException damaged(Path file, Exception e) {
    String found = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ImageFileException(
        file,
        "its header cannot be read (%s). Copy it again, or save it as PNG with another program."
            .formatted(found),
        e);
  }
}
