package org.selfsame.job;

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
import java.util.Optional;
import java.util.Set;
import org.selfsame.image.ImageFiles;

/**
 * Finds the images among files and folders.
 *
 * <p>A named file is always taken. From a folder, the search takes the files with an image's
 * extension, sorted by name. It takes each file once. It skips hidden files and the results of
 * earlier jobs (their folder, and {@code NAME_denoised.*} beside {@code NAME.*}), so a job can run
 * again on the same folder.
 *
 * <pre>{@code
 * new ImageSearch(List.of(folder), true, Optional.empty(), "_denoised").find().images()
 * }</pre>
 *
 * @param named files and folders; if several are folders, the place of each image begins with the
 *     name of its folder
 * @param recursive whether to search subfolders
 * @param results the folder of the results, if they have one; it is not searched
 * @param suffix the ending by which results are recognized; empty for none
 */
public record ImageSearch(
    List<Path> named, boolean recursive, Optional<Path> results, String suffix) {

  /**
   * The outcome of a search.
   *
   * @param earlierResults files left out because they are results
   * @param unread files left out because images of their kind are not read
   * @param closed what may not be read inside the folders
   * @param failures why a folder could not be read, or that it holds no image
   */
  public record Found(
      List<ImageInput> images,
      List<Path> earlierResults,
      List<Path> unread,
      List<Path> closed,
      Map<Path, IOException> failures) {}

  /** Looks for the images. */
  public Found find() {
    Run run = new Run();
    long folders = named.stream().filter(Files::isDirectory).count();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        run.addFolder(path, folders > 1);
      } else {
        run.add(new ImageInput(path, path.getFileName()));
      }
    }
    return run.withoutEarlierResults();
  }

  /** The findings of a search so far. */
  private final class Run {
    private final Map<Path, ImageInput> images = new LinkedHashMap<>();
    private final List<Path> unread = new ArrayList<>();
    private final List<Path> closed = new ArrayList<>();
    private final Map<Path, IOException> failures = new LinkedHashMap<>();

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
              public FileVisitResult preVisitDirectory(
                  Path visited, BasicFileAttributes attributes) {
                boolean skipped =
                    !visited.equals(folder) && (isHidden(visited) || isResults(visited));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean candidate = !attributes.isDirectory() && !isHidden(file);
                if (candidate && ImageFiles.isReadable(file)) {
                  Path place = folder.relativize(file);
                  inside.add(new ImageInput(file, top == null ? place : top.resolve(place)));
                } else if (candidate && ImageFiles.isUnreadKind(file)) {
                  unread.add(file);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path visited, IOException failure) {
                if (visited.equals(folder)) {
                  failures.put(visited, failure);
                } else if (!(failure instanceof FileSystemLoopException)) {
                  closed.add(visited); // and not a link back to what has already been visited
                }
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        failures.put(folder, e);
      }
      if (inside.isEmpty() && failures.size() == failuresBefore) {
        String message =
            "%s: no image in this folder%s (png, jpg, tiff, bmp, webp)"
                .formatted(folder, recursive ? " or below" : "");
        failures.put(
            folder,
            recursive
                ? new IOException(message)
                : new Failure.KnownException(Failure.Kind.NO_IMAGE_AT_TOP, message));
      }
      inside.sort(Comparator.comparing(ImageInput::place));
      inside.forEach(this::add);
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }

    private boolean isResults(Path folder) {
      return results.isPresent() && BatchFile.isSame(folder, results.get());
    }

    private Found withoutEarlierResults() {
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
                !suffix.isEmpty()
                    && stem.endsWith(suffix)
                    && stems
                        .get(file.getParent())
                        .contains(stem.substring(0, stem.length() - suffix.length()));
            if (earlier) {
              earlierResults.add(image.file());
            } else {
              kept.add(image);
            }
          });
      unread.sort(Comparator.naturalOrder());
      closed.sort(Comparator.naturalOrder());
      return new Found(
          List.copyOf(kept),
          List.copyOf(earlierResults),
          List.copyOf(unread),
          List.copyOf(closed),
          failures);
    }
  }
}
