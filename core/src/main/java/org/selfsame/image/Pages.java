package org.selfsame.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The pages of an image file, which are read one by one: a TIFF may have several, of different
 * sizes and depths; other files have one.
 *
 * <pre>{@code
 * Pages pages = ImageFiles.pages(Path.of("stack.tif"));
 * PagedTiff restored = new PagedTiff();
 * for (int i = 0; i < pages.count(); i++) {
 *   restored.add(selfsame.denoise(pages.read(i)));
 * }
 * restored.write(Path.of("restored.tif"));
 * }</pre>
 */
public final class Pages {
  /** Decodes a page. */
  @FunctionalInterface
  interface PageDecoding {
    Picture page(int index) throws IOException;
  }

  private final Path file;
  private final Signature signature;
  private final int count;
  private final PageDecoding decoding;
  private final FileDecoding<Optional<SensorMosaic>> raw;

  Pages(
      Path file,
      Signature signature,
      int count,
      PageDecoding decoding,
      FileDecoding<Optional<SensorMosaic>> raw) {
    this.file = file;
    this.signature = signature;
    this.count = count;
    this.decoding = decoding;
    this.raw = raw;
  }

  static Pages one(Path file, Signature signature, FileDecoding<Picture> decoding) {
    return new Pages(file, signature, 1, index -> decoding.decode(), Optional::empty);
  }

  /** Returns how many there are, at least 1. */
  public int count() {
    return count;
  }

  /**
   * Reads a page.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such page
   * @throws ImageFileException if it is damaged, too large or of a kind that is not read
   */
  public Picture read(int index) throws ImageFileException {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(
          "%s: page %d of %d, counted from 0".formatted(file, index, count));
    }
    return FileDecoding.run(file, signature, () -> decoding.page(index));
  }

  /**
   * Reads a page as a mosaic of colors: that of a camera's raw file of the kind of DNG, or any
   * picture.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such page
   * @throws ImageFileException as {@link #read}
   */
  public SensorMosaic mosaic(int index) throws ImageFileException {
    Optional<SensorMosaic> found = FileDecoding.run(file, signature, raw);
    return found.isPresent() ? found.get() : SensorMosaic.of(read(index));
  }
}
