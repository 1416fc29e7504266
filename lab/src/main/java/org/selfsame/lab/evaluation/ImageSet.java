package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.selfsame.image.ImageFiles;
import org.selfsame.lab.data.ImageFolder;

/**
 * The images of a folder.
 *
 * @param name of the folder, or more of its path where another set has the same
 * @param files in the order of their paths
 */
public record ImageSet(String name, Path folder, List<Path> files) {
  /** Copies the files. */
  public ImageSet {
    files = List.copyOf(files);
  }

  /**
   * Lists the images of a folder and the folders in it; other files are ignored.
   *
   * @throws IOException if there is no such folder, or it cannot be read
   * @throws IllegalArgumentException if it holds no image
   */
  public static ImageSet of(Path folder) throws IOException {
    List<Path> files = ImageFolder.list(folder);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + " holds no image: expected a folder of PNG, JPEG, TIFF, BMP or WebP images, or of"
              + " folders of them");
    }
    Path path = folder.toAbsolutePath().normalize();
    return new ImageSet(lastNames(path, 1), path, files);
  }

  /**
   * Returns the sets with names that differ: where folders have the same name, as much of their
   * paths as it takes. A folder that is there twice is kept once.
   */
  public static List<ImageSet> distinct(List<ImageSet> sets) {
    Map<Path, ImageSet> byFolder = new LinkedHashMap<>();
    sets.forEach(set -> byFolder.putIfAbsent(set.folder(), set));
    List<ImageSet> named = new ArrayList<>();
    for (ImageSet set : byFolder.values()) {
      int names = 1;
      while (names < set.folder.getNameCount() && isShared(set, names, byFolder.keySet())) {
        names++;
      }
      named.add(new ImageSet(lastNames(set.folder, names), set.folder, set.files));
    }
    return named;
  }

  private static boolean isShared(ImageSet set, int names, Set<Path> folders) {
    Set<Path> others = new HashSet<>(folders);
    others.remove(set.folder);
    String name = lastNames(set.folder, names);
    return others.stream().anyMatch(other -> lastNames(other, names).equals(name));
  }

  private static String lastNames(Path path, int count) {
    int names = path.getNameCount();
    return names == 0
        ? path.toString() // a root
        : path.subpath(Math.max(0, names - count), names).toString().replace('\\', '/');
  }

  /** Tells whether the first image is gray; one that cannot be read is not. */
  boolean isGray() {
    try {
      return ImageFiles.read(files.get(0)).image().channels() == 1;
    } catch (IOException | RuntimeException e) {
      return false; // to be told when it is measured
    }
  }

  /** Returns an image's path in the set, with slashes on every system. */
  public String nameOf(Path file) {
    return folder.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  @Override
  public String toString() {
    return name;
  }
}
