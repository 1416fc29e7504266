package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.selfsame.image.ImageFiles;

/**
 * Finds the images that files and folders on a command line stand for.
 *
 * <p>A file that is named is taken whatever its name; of a folder, the files with the name of an
 * image, in the order of their names. Each file is taken once. Hidden files are not taken, nor is
 * what a command has written itself: the folder of its results, and {@code NAME_denoised.*} beside
 * {@code NAME.*}, so that it can be run again on the same folder.
 */
final class ImageSearch {
  /** What was found, and for what could not be looked at, why. */
  record Found(
      List<ImageInput> images, List<Path> earlierResults, Map<Path, IOException> failures) {}

  private final boolean recursive;
  private final Path results;
  private final Map<Path, ImageInput> images = new LinkedHashMap<>();
  private final Map<Path, IOException> failures = new LinkedHashMap<>();

  private ImageSearch(boolean recursive, Path results) {
    this.recursive = recursive;
    this.results = results;
  }

  /**
   * Looks for images.
   *
   * @param named files and folders; with more than one folder, the places of their images begin
   *     with the name of the folder
   * @param recursive whether folders in folders are searched
   * @param results the folder of the results, which is not searched, or null
   * @param suffix what the names of results end with
   */
  static Found find(List<Path> named, boolean recursive, Path results, String suffix) {
    ImageSearch search = new ImageSearch(recursive, results);
    long folders = named.stream().filter(Files::isDirectory).count();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        search.addFolder(path, folders > 1);
      } else {
        search.add(new ImageInput(path, path.getFileName()));
      }
    }
    return search.withoutEarlierResults(suffix);
  }

  private void add(ImageInput image) {
    images.putIfAbsent(image.file().toAbsolutePath().normalize(), image);
  }

  private void addFolder(Path folder, boolean namedInPlace) {
    Path top = namedInPlace ? folder.toAbsolutePath().normalize().getFileName() : null;
    List<ImageInput> inside = new ArrayList<>();
    int failuresBefore = failures.size();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          recursive ? Integer.MAX_VALUE : 1,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
              boolean skipped =
                  !visited.equals(folder) && (isHidden(visited) || isResults(visited));
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!attributes.isDirectory() && !isHidden(file) && ImageFiles.isReadable(file)) {
                Path place = folder.relativize(file);
                inside.add(new ImageInput(file, top == null ? place : top.resolve(place)));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path visited, IOException failure) {
              // A folder that contains itself by a link has been visited.
              if (!(failure instanceof FileSystemLoopException)) {
                failures.put(visited, failure);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      failures.put(folder, e);
    }
    if (inside.isEmpty() && failures.size() == failuresBefore) {
      failures.put(folder, new IOException(folder + ": " + nothingFound()));
    }
    inside.sort(Comparator.comparing(ImageInput::place));
    inside.forEach(this::add);
  }

  private String nothingFound() {
    return recursive
        ? "no image in this folder or below (png, jpg, tiff, bmp, webp)"
        : "no image in this folder (png, jpg, tiff, bmp, webp); --recursive looks below it, too";
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private boolean isResults(Path folder) {
    return results != null && BatchFile.isSame(folder, results);
  }

  private Found withoutEarlierResults(String suffix) {
    Map<Path, Set<String>> stems = new HashMap<>();
    for (Path file : images.keySet()) {
      stems
          .computeIfAbsent(file.getParent(), parent -> new HashSet<>())
          .add(FileName.of(file).stem());
    }
    List<ImageInput> kept = new ArrayList<>();
    List<Path> earlierResults = new ArrayList<>();
    images.forEach(
        (file, image) -> {
          String stem = FileName.of(file).stem();
          boolean earlier =
              stem.endsWith(suffix)
                  && stems
                      .get(file.getParent())
                      .contains(stem.substring(0, stem.length() - suffix.length()));
          if (earlier) {
            earlierResults.add(image.file());
          } else {
            kept.add(image);
          }
        });
    return new Found(List.copyOf(kept), List.copyOf(earlierResults), failures);
  }
}
