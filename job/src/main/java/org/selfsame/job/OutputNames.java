package org.selfsame.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.selfsame.image.FileFormat;
import org.selfsame.image.ImageFiles;

/**
 * Decides where the result of an image goes: to the file or folder that was asked for, or else
 * beside the image, named after it.
 */
public final class OutputNames {
  private final Optional<Path> file;
  private final Optional<Path> folder;
  private final Optional<FileFormat> format;
  private final String suffix;

  private OutputNames(
      Optional<Path> file, Optional<Path> folder, Optional<FileFormat> format, String suffix) {
    this.file = file;
    this.folder = folder;
    this.format = format;
    this.suffix = suffix;
  }

  /**
   * Works out where results go.
   *
   * @param inputs files and folders
   * @param output the file to write, or the folder to write into; empty to write beside the inputs
   * @param format the format to write; empty to keep each input's (PNG if that can only be read)
   * @param suffix the ending of results that lie beside their inputs
   * @throws IllegalArgumentException if these do not fit together; the message names {@code output}
   *     and {@code format}
   */
  public static OutputNames of(
      List<Path> inputs, Optional<Path> output, Optional<FileFormat> format, String suffix) {
    if (output.isEmpty() || Files.isDirectory(output.get())) {
      return new OutputNames(Optional.empty(), output, format, suffix);
    }
    return of(inputs, output.get(), format, suffix);
  }

  private static OutputNames of(
      List<Path> inputs, Path output, Optional<FileFormat> format, String suffix) {
    Optional<FileFormat> named = FileFormat.ofFile(output);
    if (named.isEmpty()) {
      if (ImageFiles.isReadable(output)) {
        throw new IllegalArgumentException(
            "output %s: this format can be read but not written; use .png, .jpg or .tiff"
                .formatted(output));
      }
      if (Files.exists(output)) {
        throw new IllegalArgumentException(
            "output %s: is a file, expected a folder or a name ending in .png, .jpg or .tiff"
                .formatted(output));
      }
      return new OutputNames(Optional.empty(), Optional.of(output), format, suffix);
    }
    if (inputs.size() > 1 || Files.isDirectory(inputs.get(0))) {
      throw new IllegalArgumentException(
          "output %s: names one file, but there may be several inputs; give a folder"
              .formatted(output));
    }
    if (format.isPresent() && !format.equals(named)) {
      throw new IllegalArgumentException(
          "output %s and format %s ask for different formats; leave one out"
              .formatted(output, format.get().extension()));
    }
    return new OutputNames(Optional.of(output), Optional.empty(), format, suffix);
  }

  /** Returns the folder of the results; empty if they lie beside their inputs or are one file. */
  public Optional<Path> folder() {
    return folder;
  }

  /** Returns where the result of an image goes. */
  public Path of(ImageInput image) {
    if (file.isPresent()) {
      return file.get();
    }
    FileName name = FileName.of(image.file());
    String extension = extensionFor(image.file());
    if (folder.isEmpty()) {
      return image.file().resolveSibling(name.stem() + suffix + "." + extension);
    }
    Path same = folder.get().resolve(image.place());
    return extension.equals(name.extension())
        ? same // byte for byte, even if it is in no encoding that Java knows
        : same.resolveSibling(name.stem() + "." + extension);
  }

  private String extensionFor(Path input) {
    Optional<FileFormat> own = FileFormat.ofFile(input);
    boolean kept = own.isPresent() && (format.isEmpty() || format.equals(own));
    return kept ? FileName.of(input).extension() : format.orElse(FileFormat.PNG).extension();
  }
}
