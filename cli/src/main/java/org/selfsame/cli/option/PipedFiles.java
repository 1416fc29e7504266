package org.selfsame.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.selfsame.image.FileFormat;

/**
 * Temporary copies of what can be read only once: standard input, which is called {@code -}, and
 * pipes, such as a shell makes of {@code <(command)}. The result for standard output lies beside
 * them. All are removed in the end, also when the process is told to stop.
 */
final class PipedFiles implements AutoCloseable {
  /** Standard input or output; a file of this name is {@code ./-}. */
  static final Path STANDARD = Path.of("-");

  private static final long MOST_BYTES = Integer.MAX_VALUE;

  /** As many bytes of a file tell its format. */
  private static final int LONGEST_START = 64;

  private final List<Path> inputs = new ArrayList<>();
  private final Map<Path, String> names = new LinkedHashMap<>();
  private Path folder;

  /**
   * Reads the pipes among some inputs.
   *
   * @throws UsageException if one is named twice
   * @throws IOException if one cannot be read, or is of more than 2 GiB
   */
  static PipedFiles of(List<Path> named, InputStream standardInput) throws IOException {
    PipedFiles piped = new PipedFiles();
    try {
      for (Path input : named) {
        piped.inputs.add(isPipe(input) ? piped.copy(input, standardInput) : input);
      }
    } catch (IOException | RuntimeException e) {
      piped.close();
      throw e;
    }
    return piped;
  }

  private static boolean isPipe(Path input) {
    try {
      return input.equals(STANDARD)
          || Files.readAttributes(input, BasicFileAttributes.class).isOther();
    } catch (IOException e) {
      return false; // whoever reads it will say what is wrong
    }
  }

  private Path copy(Path pipe, InputStream standardInput) throws IOException {
    String name = pipe.equals(STANDARD) ? "standard input" : pipe.toString();
    if (names.containsValue(name)) {
      throw new UsageException(name + ": given twice, but it can be read only once");
    }
    Path copy = add(name.replace(' ', '-').replaceAll(".*/", ""), name);
    if (pipe.equals(STANDARD)) {
      copy(standardInput, copy, name);
    } else {
      try (InputStream in = Files.newInputStream(pipe)) {
        copy(in, copy, name);
      }
    }
    Optional<FileFormat> format;
    try (InputStream in = Files.newInputStream(copy)) {
      format = FileFormat.ofContent(in.readNBytes(LONGEST_START));
    }
    if (format.isEmpty()) {
      return copy;
    }
    names.remove(copy);
    return Files.move(copy, add(copy.getFileName() + "." + format.get().extension(), name));
  }

  private static void copy(InputStream in, Path copy, String name) throws IOException {
    try (OutputStream out = Files.newOutputStream(copy)) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        if (bytes > MOST_BYTES) {
          throw new IOException(name + ": more than 2 GiB, expected an image");
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private Path add(String fileName, String name) throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("selfsame-");
      folder.toFile().deleteOnExit();
    }
    Path file = folder.resolve(fileName);
    file.toFile().deleteOnExit();
    names.put(file, name);
    return file;
  }

  /** Returns the inputs, with copies in place of pipes. */
  List<Path> inputs() {
    return List.copyOf(inputs);
  }

  /** Returns the first pipe, as it was named. */
  Optional<String> firstPipe() {
    return names.values().stream().findFirst();
  }

  /** Returns where to write the result that goes to standard output. */
  Path result(FileFormat format) throws IOException {
    return add("standard-output." + format.extension(), "standard output");
  }

  /** Returns a text with the pipes' own names in place of their copies. */
  String shown(String text) {
    String shown = text;
    for (Map.Entry<Path, String> copy : names.entrySet()) {
      shown = shown.replace(copy.getKey().toString(), copy.getValue());
    }
    return shown;
  }

  @Override
  public void close() throws IOException {
    for (Path file : names.keySet()) {
      Files.deleteIfExists(file);
    }
    if (folder != null) {
      Files.deleteIfExists(folder);
    }
  }
}
