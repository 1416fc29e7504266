package org.selfsame.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A TIFF of several pages in the making. It holds them compressed, until it is written. The pages
 * may differ in size, depth and channels.
 */
public final class PagedTiff {
  private final List<TiffEncoder.Page> pages = new ArrayList<>();
  private final WriteOptions options;

  /** Begins without a page. */
  public PagedTiff() {
    this(WriteOptions.of(FileFormat.TIFF));
  }

  /** Begins without a page, to be written with options for a TIFF. */
  public PagedTiff(WriteOptions options) {
    this.options = options;
  }

  /**
   * Adds a page.
   *
   * @throws IOException if it cannot be compressed
   * @throws IllegalArgumentException if its EXIF has another byte order than the pages before
   */
  public void add(Picture picture) throws IOException {
    pages.add(TiffEncoder.page(ImageFiles.stored(picture, options)));
  }

  /**
   * Writes the file. An existing one is replaced only once the new one is complete.
   *
   * @throws ImageFileException if the folder is missing or may not be written to, the disk is full,
   *     or the pages take more than 4 GB
   * @throws IllegalStateException if there is no page
   */
  public void write(Path file) throws ImageFileException {
    if (pages.isEmpty()) {
      throw new IllegalStateException("no page to write to " + file);
    }
    ImageFiles.writing(file, out -> TiffEncoder.write(pages, out));
  }
}
