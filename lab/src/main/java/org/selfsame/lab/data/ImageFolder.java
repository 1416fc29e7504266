package org.selfsame.lab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.selfsame.image.ImageFiles;

/** A folder as a set of images. */
public final class ImageFolder {
  private ImageFolder() {}

  /**
   * Lists the images in a folder and its subfolders, in the order of their paths.
   *
   * @throws NoSuchFileException if there is no such folder
   */
  public static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          folder.toString(), null, "no such folder: expected one that holds images");
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).filter(ImageFiles::isReadable).sorted().toList();
    }
  }
}
