package org.selfsame.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Formats that are read with a program of the system, where there is one: it makes a PNG of a copy
 * of the file, in a folder of its own.
 */
enum ExternalDecoder {
  HEIC("libheif-examples", "heif-dec or heif-convert"),
  AVIF("libavif-bin", "avifdec or heif-dec or heif-convert"),
  JXL("libjxl-tools", "djxl");

  private static final int MOST_SECONDS = 300;

  private final String debianPackage;
  private final String programs;

  ExternalDecoder(String debianPackage, String programs) {
    this.debianPackage = debianPackage;
    this.programs = programs;
  }

  /** Returns the decoder for files of an extension. */
  static Optional<ExternalDecoder> ofExtension(String extension) {
    return switch (extension.toLowerCase(Locale.ROOT)) {
      case "heic", "heif", "hif" -> Optional.of(HEIC);
      case "avif" -> Optional.of(AVIF);
      case "jxl" -> Optional.of(JXL);
      default -> Optional.empty();
    };
  }

  /** Returns whether one of the programs is on the path. */
  boolean isInstalled() {
    return program(System.getenv("PATH")).isPresent();
  }

  private Optional<Path> program(String path) {
    return Stream.of(programs.split(" or "))
        .flatMap(
            name ->
                Stream.of(String.valueOf(path).split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Picture decode(byte[] file) throws IOException {
    return decode(file, System.getenv("PATH"));
  }

  /**
   * Decodes a file.
   *
   * @param path folders in which programs are looked for
   * @throws MalformedImageException if there is no program, or it fails
   */
  Picture decode(byte[] file, String path) throws IOException {
    Path program =
        program(path)
            .orElseThrow(
                () ->
                    new MalformedImageException(
                        "it is %s, which is only read with the program %s. Install that (on Debian: %s), or convert the image to PNG with another."
                            .formatted(name(), programs, debianPackage)));
    Path folder = Files.createTempDirectory("selfsame-");
    Path input = folder.resolve("image." + name().toLowerCase(Locale.ROOT));
    Path output = folder.resolve("image.png");
    Path log = folder.resolve("log");
    try {
      Files.write(input, file);
      run(program, input, output, log);
      return PngDecoder.decode(Files.readAllBytes(output));
    } finally {
      delete(folder);
    }
  }

  /** The program may have made more than was asked for. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path made : inside.toList()) {
        Files.delete(made);
      }
    }
    Files.delete(folder);
  }

  private void run(Path program, Path input, Path output, Path log) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), input.toString(), output.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new MalformedImageException(
            "%s has not read it in %d seconds. Convert it to PNG with another program."
                .formatted(program.getFileName(), MOST_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0 || !Files.exists(output)) {
      List<String> said =
          Bytes.ascii(Files.readAllBytes(log), 0, (int) Files.size(log))
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      throw new MalformedImageException(
          "%s cannot read it%s. Convert it to PNG with another program."
              .formatted(
                  program.getFileName(),
                  said.isEmpty() ? "" : " (" + said.get(said.size() - 1).strip() + ")"));
    }
  }
}
