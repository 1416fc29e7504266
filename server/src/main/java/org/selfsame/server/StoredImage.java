package org.selfsame.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.selfsame.image.FileFormat;
import org.selfsame.image.ImageHeader;

/** An image that was sent. */
final class StoredImage extends Entry {
  private static final String FILE = "input";

  private final String name;
  private final ImageHeader header;
  private final View view;

  /** What the whole image asks for, by what is asked: a preview of a part does the same. */
  final Map<Asked, Asked.Recipe> recipes = new ConcurrentHashMap<>();

  StoredImage(String id, Path folder, String name, ImageHeader header) {
    super(id, folder);
    this.name = name;
    this.header = header;
    this.view = new View(file(), folder.resolve("input.view"));
  }

  static Path fileIn(Path folder) {
    return folder.resolve(FILE);
  }

  static StoredImage of(String id, Path folder, Map<String, Object> record) throws IOException {
    return new StoredImage(
        id, folder, Json.value(record, "name", String.class), ImageHeader.read(fileIn(folder)));
  }

  Path file() {
    return fileIn(folder());
  }

  String name() {
    return name;
  }

  ImageHeader header() {
    return header;
  }

  View view() {
    return view;
  }

  @Override
  Map<String, Object> record() {
    return Map.of("kind", "image", "name", name);
  }

  Map<String, Object> json() throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id());
    json.put("name", name);
    json.put("width", header.width());
    json.put("height", header.height());
    json.put("format", header.format().map(FileFormat::extension).orElse("other"));
    json.put("bytes", Files.size(file()));
    return json;
  }

  /** Returns the kind of file that its result is, as on the command line. */
  FileFormat resultFormat(Optional<FileFormat> asked) {
    return asked.or(header::format).orElse(FileFormat.PNG);
  }
}
