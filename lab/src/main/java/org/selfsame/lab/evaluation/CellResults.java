package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.selfsame.system.FileReplacement;

/** The results for a cell's images, kept in a file that is rewritten after each image. */
final class CellResults {
  /** The file's content. */
  private record Content(String measured, Long peakBytes, List<ImageResult> images) {}

  private final Path file;
  private final String identity;
  private final Map<String, ImageResult> images = new LinkedHashMap<>();
  private Long peakBytes;

  private CellResults(Path file, String identity) {
    this.file = file;
    this.identity = identity;
  }

  /** Reads the file if it exists. A damaged file counts as missing, and is rewritten. */
  static CellResults open(Path file, String identity) {
    CellResults results = new CellResults(file, identity);
    if (Files.exists(file)) {
      try {
        Content content = ResultJson.read(Files.readAllBytes(file), Content.class);
        if (content.images != null) {
          results.peakBytes = content.peakBytes;
          content.images.forEach(image -> results.images.put(image.image(), image));
        }
      } catch (IOException e) {
        results.images.clear();
      }
    }
    return results;
  }

  /** Returns the result for an image, if its file is still the same. */
  Optional<ImageResult> find(String image, String sha256) {
    return Optional.ofNullable(images.get(image)).filter(known -> known.sha256().equals(sha256));
  }

  void add(ImageResult result, Optional<Long> peak) throws IOException {
    images.put(result.image(), result);
    peak.ifPresent(bytes -> peakBytes = peakBytes == null ? bytes : Math.max(peakBytes, bytes));
    Content content = new Content(identity, peakBytes, new ArrayList<>(images.values()));
    FileReplacement.writeString(file, ResultJson.lines(content));
  }

  Optional<Long> peakBytes() {
    return Optional.ofNullable(peakBytes);
  }
}
