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
 * The images of a folder: clean ones to be degraded, or photographs that are noisy already, each
 * with a clean one of the same scene.
 *
 * @param name of the folder, or more of its path where another set has the same
 * @param files in the order of their paths
 * @param clean the clean image of each file, if they are noisy; else empty
 */
public record ImageSet(String name, Path folder, List<Path> files, Map<Path, Path> clean) {
  /** Copies the files. */
  public ImageSet {
    files = List.copyOf(files);
    clean = Map.copyOf(clean);
  }

  /** Makes a set of clean images. */
  public ImageSet(String name, Path folder, List<Path> files) {
    this(name, folder, files, Map.of());
  }

  /**
   * Lists the images in a folder and its subfolders; ignores other files.
   *
   * @throws IOException if there is no such folder, or it cannot be read
   * @throws IllegalArgumentException if it holds no image
   */
  public static ImageSet of(Path folder) throws IOException {
    List<Path> files = ImageFolder.list(folder);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + " holds no image: expected PNG, JPEG, TIFF, BMP or WebP files in it or its subfolders");
    }
    Path path = absolute(folder);
    return new ImageSet(lastNames(path, 1), path, files);
  }

  /**
   * Lists the pairs of a folder: NAME_real.* as taken, NAME_mean.* without noise.
   *
   * @throws IOException if there is no such folder, or it cannot be read
   * @throws IllegalArgumentException if it holds no pair, or an image that is in none
   */
  public static ImageSet ofPairs(Path folder) throws IOException {
    return ofPairs(lastNames(absolute(folder), 1), folder, ImagePairs.in(folder));
  }

  /**
   * Lists the pairs of two folders: images of the same name. The set is called as the folder that
   * holds both, or as the noisy one if they are not in the same.
   *
   * @throws IOException if there is no such folder, or it cannot be read
   * @throws IllegalArgumentException if they hold no pair, or an image that is in none
   */
  public static ImageSet ofPairs(Path noisy, Path clean) throws IOException {
    Path from = absolute(noisy);
    Path parent = from.getParent();
    boolean together = parent != null && parent.equals(absolute(clean).getParent());
    return ofPairs(lastNames(together ? parent : from, 1), noisy, ImagePairs.in(noisy, clean));
  }

  private static ImageSet ofPairs(String name, Path noisy, Map<Path, Path> pairs) {
    return new ImageSet(name, absolute(noisy), List.copyOf(pairs.keySet()), pairs);
  }

  private static Path absolute(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  /** Tells whether the files are noisy already, and each has a clean one. */
  public boolean isPaired() {
    return !clean.isEmpty();
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

  /** Returns whether the first image is gray; false if it cannot be read. */
  boolean isGray() {
    try {
      return ImageFiles.read(files.get(0)).image().channels() == 1;
    } catch (IOException | RuntimeException e) {
      return false; // reported when it is measured
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
