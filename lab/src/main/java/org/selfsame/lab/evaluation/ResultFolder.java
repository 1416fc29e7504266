package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.selfsame.system.FileReplacement;
import org.selfsame.system.Sha256;

/**
 * A folder that keeps measurements, so that a stopped evaluation can continue: {@code rows/} holds
 * the figures of each cell, {@code images/} the images.
 */
public final class ResultFolder {
  private final Path folder;
  private final ResultImages images;

  private ResultFolder(Path folder) {
    this.folder = folder;
    images = new ResultImages(folder.resolve("images"));
  }

  /**
   * Opens a folder, and creates it if needed.
   *
   * @throws IOException if it cannot be created
   */
  public static ResultFolder open(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("rows"));
    FileReplacement.deleteLeftovers(folder.resolve("rows"));
    return new ResultFolder(folder);
  }

  ResultImages images() {
    return images;
  }

  /** Returns the known results of a cell. */
  CellResults results(Cell cell) {
    String identity = identityOf(cell);
    String hash = Sha256.of(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    String name =
        "%s-%s-%s-%s-%s.json"
            .formatted(
                cell.condition().task().name(),
                cell.condition().level(),
                ResultImages.fileName(cell.set().name()),
                ResultImages.fileName(cell.method().label()),
                hash);
    return CellResults.open(folder.resolve("rows").resolve(name), identity);
  }

  /** Returns everything that decides the figures, except the images. */
  private static String identityOf(Cell cell) {
    return "%s; %s; %s"
        .formatted(cell.set().name(), cell.condition().description(), cell.method().identity());
  }
}
