package org.selfsame.tensor;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * The folder in which JavaCPP keeps the native libraries, which are loaded from there. Whoever can
 * write to it can run code as the user, so it has to be the user's own and closed to others:
 *
 * <ol>
 *   <li>the one that the system property {@value #PROPERTY} names,
 *   <li>{@code ~/.javacpp/cache}, as for any program that uses JavaCPP,
 *   <li>a folder of the user's own in the one for temporary files, if there is no home that can be
 *       written to.
 * </ol>
 *
 * <p>JavaCPP unpacks a file under a lock, and again if its size or time is not that of the file in
 * the jar: after a start that was killed, the next mends what is broken.
 */
final class NativeCache {
  static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private static final String OTHER_SPELLING = "org.bytedeco.javacpp.cacheDir";
  private static final String OUR_JARS = "{javacpp,openblas,pytorch,cuda}-*";
  private static final int MOST_FOLDERS = 10;
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  // What "unix:mode" means.
  private static final int TYPE = 0170000;
  private static final int LINK = 0120000;
  private static final int STICKY = 01000;
  private static final int ACCESS_BY_OTHERS = 077;
  private static final int WRITABLE_BY_GROUP = 020;
  private static final int WRITABLE_BY_ALL = 02;

  private NativeCache() {}

  /**
   * Makes the folder if need be, and lets JavaCPP use it.
   *
   * @throws IOException if there is none that is safe; the message says why
   */
  static void choose() throws IOException {
    String named = System.getProperty(PROPERTY, System.getProperty(OTHER_SPELLING));
    if (named != null) {
      Optional<String> problem = problem(Path.of(named).toAbsolutePath());
      if (problem.isPresent()) {
        throw new IOException(problem.get() + ". Let -D" + PROPERTY + " name another folder.");
      }
    } else {
      System.setProperty(
          PROPERTY,
          firstSafe(
                  new File(System.getProperty("user.home"), ".javacpp/cache"),
                  new File(System.getProperty("java.io.tmpdir")),
                  System.getProperty("user.name"))
              .toString());
    }
    // Another program in this JVM may have had JavaCPP choose before.
    Optional<String> problem = problem(Loader.getCacheDir().toPath());
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }

  /**
   * Returns the folder at home if it is safe, or else one of a user's own among those for temporary
   * files.
   */
  static Path firstSafe(File atHome, File temporary, String user) throws IOException {
    String name = "selfsame-" + user.replaceAll("\\W", "_");
    return Stream.concat(
            Stream.of(atHome).filter(File::isAbsolute), // the home of nobody is "?"
            IntStream.range(0, MOST_FOLDERS).mapToObj(i -> new File(temporary, name + "-" + i)))
        .map(File::toPath)
        .filter(folder -> problem(folder).isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "there is no folder to unpack native libraries to: neither %s nor %s can be"
                            .formatted(atHome, temporary)
                        + " written to by you alone. Let -D"
                        + PROPERTY
                        + " name one that can."));
  }

  /** Makes a folder if need be, and says why libraries must not be loaded from it. */
  static Optional<String> problem(Path folder) {
    try {
      FileAttribute<?>[] closed =
          UNIX
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Files.createDirectories(folder, closed);
      Path probe = Files.createTempFile(folder, ".selfsame-", ".tmp");
      try {
        return UNIX ? new Trust(Facts.of(probe).owner).problem(folder) : Optional.empty();
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      return Optional.of(folder + " cannot be written to (" + e + ")");
    }
  }

  /** Who may write to a place. */
  private record Facts(int owner, int group, int mode) {
    static Facts of(Path place) throws IOException {
      Map<String, Object> facts =
          Files.readAttributes(place, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Facts(
          (Integer) facts.get("uid"), (Integer) facts.get("gid"), (Integer) facts.get("mode"));
    }

    boolean has(int bits) {
      return (mode & bits) != 0;
    }

    boolean isLink() {
      return (mode & TYPE) == LINK;
    }
  }

  /**
   * What a user can trust: what belongs to the user or to root, and others may not change.
   *
   * @param user the user's number
   */
  private record Trust(int user) {
    Optional<String> problem(Path folder) throws IOException {
      Path real = folder.toRealPath();
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        Facts facts = Facts.of(above);
        if (facts.has(WRITABLE_BY_ALL) && !facts.has(STICKY)) {
          return Optional.of(above + ", above " + folder + ", may be written to by all users");
        }
      }
      Optional<String> own = problemOf(real);
      if (own.isPresent() || !Facts.of(real).has(ACCESS_BY_OTHERS)) {
        return own; // nobody else gets in
      }
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(real, OUR_JARS)) {
        for (Path jar : jars) {
          Optional<String> inside = problemInside(jar);
          if (inside.isPresent()) {
            return inside;
          }
        }
      }
      return Optional.empty();
    }

    private Optional<String> problemOf(Path place) throws IOException {
      Facts facts = Facts.of(place);
      if (facts.owner != user && facts.owner != 0) {
        return Optional.of(place + " belongs to another user");
      }
      // Many users have a group of their own, of the same number.
      boolean open =
          facts.has(WRITABLE_BY_ALL)
              || (facts.has(WRITABLE_BY_GROUP) && facts.group != facts.owner);
      return open && !facts.isLink()
          ? Optional.of(place + " may be written to by other users")
          : Optional.empty();
    }

    private Optional<String> problemInside(Path jar) throws IOException {
      String[] found = new String[1];
      Files.walkFileTree(
          jar,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts)
                throws IOException {
              return visitFile(folder, facts);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
              try {
                found[0] = problemOf(file).orElse(null);
              } catch (IOException e) {
                // Another start has just removed it, to unpack it again.
              }
              return found[0] == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
      return Optional.ofNullable(found[0]);
    }
  }
}
