package org.selfsame.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.selfsame.image.FileFormat;
import org.selfsame.image.ImageFiles;

/**
 * Says where the result of an image goes: beside it, named after it; or to the one file, or into
 * the folder, that {@code -o} names.
 */
final class OutputNames {
  private final Path file;
  private final Path folder;
  private final FileFormat format;
  private final String suffix;

  private OutputNames(Path file, Path folder, FileFormat format, String suffix) {
    this.file = file;
    this.folder = folder;
    this.format = format;
    this.suffix = suffix;
  }

  /**
   * Understands what was asked for.
   *
   * @param inputs the files and folders of the command line
   * @param output what {@code -o} says, or null
   * @param format what {@code --format} says, or null to write what was read (PNG for what is only
   *     read)
   * @param suffix the end of names beside their inputs
   * @throws UsageException if they do not fit together
   */
  static OutputNames of(List<Path> inputs, Path output, FileFormat format, String suffix) {
    if (output == null || Files.isDirectory(output)) {
      return new OutputNames(null, output, format, suffix);
    }
    Optional<FileFormat> named = FileFormat.ofFile(output);
    if (named.isEmpty()) {
      if (ImageFiles.isReadable(output)) {
        throw new UsageException(
            "-o %s: this format is not written; use .png, .jpg or .tiff".formatted(output));
      }
      if (Files.exists(output)) {
        throw new UsageException(
            "-o %s: is a file, expected a folder or a name ending in .png, .jpg or .tiff"
                .formatted(output));
      }
      return new OutputNames(null, output, format, suffix);
    }
    if (inputs.size() > 1 || Files.isDirectory(inputs.get(0))) {
      throw new UsageException(
          "-o %s: names one file, but the input may be several; give a folder".formatted(output));
    }
    if (format != null && format != named.get()) {
      throw new UsageException(
          "-o %s and --format %s are two formats; leave one out"
              .formatted(output, format.extension()));
    }
    return new OutputNames(output, null, format, suffix);
  }

  /** Returns the folder of the results, or null if they lie beside their inputs or are one file. */
  Path folder() {
    return folder;
  }

  /** Returns where the result of an image goes. */
  Path of(ImageInput image) {
    if (file != null) {
      return file;
    }
    FileName name = FileName.of(image.file());
    String extension = extensionFor(image.file());
    return folder == null
        ? image.file().resolveSibling(name.stem() + suffix + "." + extension)
        : folder.resolve(image.place()).resolveSibling(name.stem() + "." + extension);
  }

  private String extensionFor(Path input) {
    Optional<FileFormat> own = FileFormat.ofFile(input);
    boolean kept = own.isPresent() && (format == null || format == own.get());
    if (kept) {
      return FileName.of(input).extension();
    }
    return (format == null ? FileFormat.PNG : format).extension();
  }
}
