package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.selfsame.lab.data.ImageFolder;

/** Finds noisy images and their clean partners by name. */
final class ImagePairs {
  private static final String NOISY = "_real";
  private static final String CLEAN = "_mean";
  private static final String FORMS =
      "NAME_real.* (noisy) beside NAME_mean.* (clean) in one folder, or the same names in two"
          + " folders, that of the noisy images first";

  private ImagePairs() {}

  /**
   * Pairs NAME_real with NAME_mean, the names of the photographs of Nam et al. (CVPR 2016).
   *
   * @return the clean image of each noisy one, in the order of their paths
   * @throws IOException if there is no such folder, or it cannot be read
   * @throws IllegalArgumentException if it holds no pair, or an image without a partner
   */
  static Map<Path, Path> in(Path folder) throws IOException {
    Map<String, Path> noisy = new LinkedHashMap<>();
    Map<String, Path> clean = new LinkedHashMap<>();
    List<Path> alone = new ArrayList<>();
    for (Path file : ImageFolder.list(folder)) {
      String name = nameOf(file, folder);
      if (name.endsWith(NOISY)) {
        put(noisy, name.substring(0, name.length() - NOISY.length()), file);
      } else if (name.endsWith(CLEAN)) {
        put(clean, name.substring(0, name.length() - CLEAN.length()), file);
      } else {
        alone.add(file);
      }
    }
    return joined(folder.toString(), noisy, clean, alone);
  }

  /**
   * Pairs the images that have the same name in two folders, whatever their formats.
   *
   * @return the clean image of each noisy one, in the order of their paths
   * @throws IOException if there is no such folder, or it cannot be read
   * @throws IllegalArgumentException if they hold no pair, or an image without a partner
   */
  static Map<Path, Path> in(Path noisy, Path clean) throws IOException {
    return joined(noisy + " and " + clean, byName(noisy), byName(clean), new ArrayList<>());
  }

  private static Map<String, Path> byName(Path folder) throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    for (Path file : ImageFolder.list(folder)) {
      put(files, nameOf(file, folder), file);
    }
    return files;
  }

  /** Returns the path in a folder, without the format. */
  private static String nameOf(Path file, Path folder) {
    String path = folder.relativize(file).toString();
    return path.substring(0, path.lastIndexOf('.'));
  }

  private static void put(Map<String, Path> files, String name, Path file) {
    Path other = files.putIfAbsent(name, file);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s and %s have the same name: expected one image of each name; remove one of them"
              .formatted(other, file.getFileName()));
    }
  }

  private static Map<Path, Path> joined(
      String where, Map<String, Path> noisy, Map<String, Path> clean, List<Path> alone) {
    Map<Path, Path> pairs = new LinkedHashMap<>();
    noisy.forEach(
        (name, file) -> {
          Path partner = clean.remove(name);
          if (partner == null) {
            alone.add(file);
          } else {
            pairs.put(file, partner);
          }
        });
    alone.addAll(clean.values());
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found no pair of images; expected %s".formatted(where, FORMS));
    }
    if (!alone.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found %s without a partner%s; expected %s; add what is missing, or move it away"
              .formatted(
                  where,
                  alone.get(0).getFileName(),
                  alone.size() == 1 ? "" : " and %d more".formatted(alone.size() - 1),
                  FORMS));
    }
    return pairs;
  }
}
