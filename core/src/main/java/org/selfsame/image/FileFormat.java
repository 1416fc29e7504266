package org.selfsame.image;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A kind of image file that can be written. */
public enum FileFormat {
  /** Lossless, 8 or 16 bits, alpha. */
  PNG(SampleFormat.UINT16, "png"),
  /** Lossy, 8 bits, no alpha. */
  JPEG(SampleFormat.UINT8, "jpg"),
  /** Lossless, 8 or 16 bits or 32-bit float, alpha. */
  TIFF(SampleFormat.FLOAT32, "tif");

  private final SampleFormat deepest;
  private final String extension;

  FileFormat(SampleFormat deepest, String extension) {
    this.deepest = deepest;
    this.extension = extension;
  }

  /** Returns the format of this name or file extension: png, jpg, jpeg, jpe, jfif, tif or tiff. */
  public static Optional<FileFormat> ofExtension(String extension) {
    return switch (extension.toLowerCase(Locale.ROOT)) {
      case "png" -> Optional.of(PNG);
      case "jpg", "jpeg", "jpe", "jfif" -> Optional.of(JPEG);
      case "tif", "tiff" -> Optional.of(TIFF);
      default -> Optional.empty();
    };
  }

  /** Returns the format that a file's extension names. */
  public static Optional<FileFormat> ofFile(Path file) {
    return ofExtension(extension(file));
  }

  /** Returns the format of a file that begins with these bytes, if it can be written. */
  public static Optional<FileFormat> ofContent(byte[] start) {
    return Signature.of(start).flatMap(signature -> ofExtension(signature.name()));
  }

  /** Returns the usual extension, without a dot. */
  public String extension() {
    return extension;
  }

  /** Returns the wanted sample format if this kind of file can hold it, or else its deepest. */
  public SampleFormat nearest(SampleFormat wanted) {
    return wanted.compareTo(deepest) <= 0 ? wanted : deepest;
  }

  /** Returns the part of the file's name after its last dot, or nothing. */
  static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }
}
