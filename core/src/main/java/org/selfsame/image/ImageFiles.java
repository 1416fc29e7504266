package org.selfsame.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.selfsame.system.FileReplacement;

/**
 * Reads and writes image files.
 *
 * <pre>{@code
 * Picture picture = ImageFiles.read(Path.of("noisy.png"));
 * Image restored = restoration.restore(picture.image());
 * ImageFiles.write(Path.of("restored.png"), picture.withImage(restored));
 * }</pre>
 *
 * <p>PNG, JPEG, TIFF, BMP and WebP are read, of 1 to 16 bits and, in TIFF, float. A sample is the
 * stored value divided by the largest storable one. Neither gamma nor the color profile is applied;
 * the profile travels with the picture. Floats are kept as they are, even outside [0, 1]; but where
 * some are beyond -8 or 8, they are no such picture, and are mapped from their least and greatest
 * to [0, 1], and back when a TIFF of floats is written. Palettes are expanded. CMYK is converted to
 * sRGB. Images that are read are not turned as their EXIF says, so that it stays true. HEIC, AVIF
 * and JPEG XL are read with a program of the system, where there is one.
 *
 * <p>A truncated or damaged file is never read in part.
 */
public final class ImageFiles {
  private static final Set<String> READABLE_EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "bmp", "webp");
  private static final Set<String> UNREAD_EXTENSIONS =
      Set.of(
          "gif", "jp2", "j2k", "exr", "psd", "pgm", "ppm", "pbm", "tga", "fits", "dng", "cr2",
          "cr3", "nef", "arw", "orf", "raf", "rw2", "pef", "srw");
  private static final String READABLE = "a PNG, JPEG, TIFF, BMP or WebP image";

  /** What Java puts in the place of bytes that are no letter. */
  private static final char REPLACEMENT = '\uFFFD';

  private ImageFiles() {}

  /** Returns the kind of a file that begins with these bytes. */
  static Signature signature(Path file, byte[] content) throws ImageFileException {
    return Signature.of(content)
        .orElseThrow(
            () ->
                new ImageFileException(
                    file,
                    "it starts with %s, expected %s. Convert it to one of these first."
                        .formatted(Signature.describe(content), READABLE)));
  }

  /** Returns whether a file has the extension of an image that is read, without opening it. */
  public static boolean isReadable(Path file) {
    String extension = FileFormat.extension(file).toLowerCase(Locale.ROOT);
    return READABLE_EXTENSIONS.contains(extension)
        || ExternalDecoder.ofExtension(extension).filter(ExternalDecoder::isInstalled).isPresent();
  }

  /** Returns whether a file has the extension of an image of a kind that is not read. */
  public static boolean isUnreadKind(Path file) {
    String extension = FileFormat.extension(file).toLowerCase(Locale.ROOT);
    return !isReadable(file)
        && (UNREAD_EXTENSIONS.contains(extension)
            || ExternalDecoder.ofExtension(extension).isPresent());
  }

  /**
   * Reads an image file of one page. Its content decides its format, not its name.
   *
   * @throws ImageFileException if it is missing, not an image, damaged or too large, or has several
   *     pages
   */
  public static Picture read(Path file) throws ImageFileException {
    Pages pages = pages(file);
    if (pages.count() > 1) {
      throw new ImageFileException(
          file,
          "it has %d pages, expected one. Split it into a file for each page."
              .formatted(pages.count()));
    }
    return pages.read(0);
  }

  /**
   * Opens an image file, to read its pages.
   *
   * @throws ImageFileException if it is missing, not an image, or damaged where it tells its pages
   */
  public static Pages pages(Path file) throws ImageFileException {
    byte[] content = content(file);
    Signature signature = signature(file, content);
    if (signature == Signature.TIFF) {
      TiffDecoder tiff = FileDecoding.run(file, signature, () -> TiffDecoder.of(content));
      return new Pages(file, signature, tiff.pages(), tiff::page, () -> RawTiff.decode(content));
    }
    return Pages.one(
        file,
        signature,
        () ->
            switch (signature) {
              case PNG -> PngDecoder.decode(content);
              case JPEG -> JpegDecoder.decode(content);
              case TIFF -> throw new AssertionError(signature);
              case BMP -> BmpDecoder.decode(content);
              case WEBP -> WebpDecoder.decode(content);
              case HEIC -> ExternalDecoder.HEIC.decode(content);
              case AVIF -> ExternalDecoder.AVIF.decode(content);
              case JXL -> ExternalDecoder.JXL.decode(content);
            });
  }

  /**
   * Writes a picture in the format that the file's extension names.
   *
   * @throws ImageFileException as {@link #write(Path, Picture, WriteOptions)}, or if the extension
   *     names no format
   */
  public static void write(Path file, Picture picture) throws ImageFileException {
    write(file, picture, WriteOptions.forFile(file));
  }

  /**
   * Writes a picture. An existing file is replaced only once the new one is complete.
   *
   * <p>Whole-number samples are clipped to [0, 1] and rounded half to even, floats are stored as
   * they are. A file that cannot hold the samples' format gets its deepest one: a JPEG has 8 bits
   * and a PNG at most 16. A JPEG, which has no alpha, shows the image on white, and leaves out EXIF
   * of more than 64 kB. A PNG is turned as EXIF says, for programs that do not look there. EXIF
   * tells the image's size and has no thumbnail; an ICC profile for another kind of color than the
   * image's is left out.
   *
   * @throws ImageFileException if the folder is missing or may not be written to, the disk is full,
   *     or the image has too many pixels for the format, or bands
   */
  public static void write(Path file, Picture picture, WriteOptions options)
      throws ImageFileException {
    requireBands(file, picture, options.format());
    writing(file, out -> write(out, picture, options));
  }

  /**
   * Writes a picture to a stream, as {@link #write(Path, Picture, WriteOptions)} does to a file.
   *
   * @throws IOException if the stream fails, or the image has too many pixels for the format, or
   *     bands
   */
  public static void write(OutputStream out, Picture picture, WriteOptions options)
      throws IOException {
    Picture stored = stored(picture, options);
    switch (options.format()) {
      case PNG -> PngEncoder.encode(stored, out);
      case JPEG ->
          JpegEncoder.encode(stored.onWhite(), options.jpegQuality(), options.jpegChroma(), out);
      case TIFF -> TiffEncoder.encode(stored, out);
    }
  }

  /** Writes a file, and explains what fails. */
  static void writing(Path file, FileReplacement.Content content) throws ImageFileException {
    try {
      FileReplacement.write(file, content);
    } catch (FileSystemException e) {
      throw new ImageFileException(file, e.getReason(), e);
    } catch (IOException e) {
      throw new ImageFileException(file, "cannot be written: " + FileDecoding.reason(e) + ".", e);
    }
  }

  /**
   * Checks that a file can hold a picture's bands, before they are restored.
   *
   * @throws ImageFileException if its extension names no format that can
   */
  public static void requireBands(Path file, Picture picture) throws ImageFileException {
    requireBands(file, picture, WriteOptions.forFile(file).format());
  }

  private static void requireBands(Path file, Picture picture, FileFormat format)
      throws ImageFileException {
    if (format != FileFormat.TIFF && !picture.bands().isEmpty()) {
      throw new ImageFileException(
          file,
          "a %s cannot hold the picture's %d further bands, such as near infrared. Write a TIFF, or split them off first."
              .formatted(format, picture.bands().size()));
    }
  }

  /**
   * Returns whether an image file was written by {@link #write}, and not changed by another program
   * since.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isWrittenHere(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ResultMark.isIn(in.readNBytes(ResultMark.WITHIN));
    }
  }

  /**
   * Returns what a picture, or the file that it was read from, has and the file that is written
   * will not have, in words for people: such as {@code its HDR gain map}. What {@link
   * WriteOptions#strip} is to leave out is not among it.
   */
  public static List<String> leftOut(Picture picture, WriteOptions options) {
    FileFormat format = options.format();
    Metadata metadata = picture.metadata();
    List<String> words = new ArrayList<>(metadata.remarks().unkept());
    List<String> colors = metadata.unusualColors();
    if (format != FileFormat.PNG && !colors.isEmpty()) {
      words.add(
          "how its colors are meant (%s), so they look different"
              .formatted(String.join(", ", colors)));
    }
    if (format == FileFormat.JPEG && picture.isTransparent()) {
      words.add("its transparency (laid on white)");
    }
    if (format == FileFormat.JPEG && !options.strip() && !JpegEncoder.holdsExif(metadata)) {
      words.add("its EXIF, longer than a JPEG's can be");
    }
    if (format == FileFormat.TIFF && !options.strip() && !TiffEncoder.holdsExif(metadata)) {
      words.add("its EXIF, which is damaged");
    }
    return words;
  }

  /** Returns a picture as a file of a format can hold it. */
  static Picture stored(Picture picture, WriteOptions options) {
    FileFormat format = options.format();
    // Many programs do not look for EXIF in a PNG.
    boolean upright = format == FileFormat.PNG || options.strip();
    Picture turned = upright ? picture.upright() : picture;
    Metadata metadata = turned.metadata().of(turned.image());
    return turned
        .withFormat(format.nearest(turned.format()))
        .withMetadata(options.strip() ? metadata.ofColorsAlone() : metadata);
  }

  /**
   * Checks that an image of a size can be written, before it is made.
   *
   * @throws ImageFileException if it has too many pixels for the format that the extension names
   */
  public static void requireFitting(Path file, long width, long height) throws ImageFileException {
    if (WriteOptions.forFile(file).format() == FileFormat.JPEG) {
      try {
        JpegEncoder.requireFitting(width, height);
      } catch (MalformedImageException e) {
        throw new ImageFileException(file, FileDecoding.reason(e), e);
      }
    }
  }

  static byte[] content(Path file) throws ImageFileException {
    if (Files.isDirectory(file)) {
      throw new ImageFileException(file, "it is a folder, expected " + READABLE + ".");
    }
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      boolean garbled = file.toString().indexOf(REPLACEMENT) >= 0;
      throw new ImageFileException(
          file,
          garbled
              ? "the name that was given is not in this locale's encoding. Name its folder instead."
              : "there is no such file. Check the path.",
          e);
    } catch (AccessDeniedException e) {
      throw new ImageFileException(
          file, "it may not be read. Change its permission, or copy it.", e);
    } catch (OutOfMemoryError e) {
      throw FileDecoding.tooLarge(file, e);
    } catch (IOException e) {
      throw new ImageFileException(file, "it cannot be read (" + FileDecoding.reason(e) + ").", e);
    }
    if (content.length == 0) {
      throw new ImageFileException(
          file, "the file is empty, expected " + READABLE + ". Copy or download it again.");
    }
    return content;
  }
}
