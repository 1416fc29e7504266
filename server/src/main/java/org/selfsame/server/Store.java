package org.selfsame.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images and jobs on disk, each in a folder of its own. When they take more than they may, the
 * least recently used go. A restart finds what was complete, and deletes what was not.
 */
final class Store implements AutoCloseable {
  private static final int ID_BYTES = 10;
  private static final String ID = "[0-9a-f]{" + 2 * ID_BYTES + "}";
  private static final String LOCK = "lock";
  private static final int MOST_ENTRIES = 4096;

  private final Path root;
  private final long mostBytes;
  private final FileChannel lock;
  private final SecureRandom random = new SecureRandom();

  /** The least recently used first. */
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * Opens a folder, which is made if needed.
   *
   * @throws IOException if it cannot be used, or another server uses it
   */
  Store(Path root, long mostBytes) throws IOException {
    this.root = Files.createDirectories(root).toRealPath();
    this.mostBytes = mostBytes;
    lock =
        FileChannel.open(
            this.root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked()) {
      lock.close();
      throw new IOException(root + ": another server uses this folder; give one another");
    }
    for (Entry entry : found()) {
      add(entry);
    }
  }

  private boolean isLocked() throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by another server of this process
    }
  }

  private List<Entry> found() throws IOException {
    record Found(Path folder, FileTime used) {}
    List<Found> folders = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
      for (Path folder : all) {
        if (folder.getFileName().toString().matches(ID)) {
          folders.add(new Found(folder, Files.getLastModifiedTime(folder)));
        }
      }
    }
    folders.sort(Comparator.comparing(Found::used));
    List<Entry> found = new ArrayList<>();
    for (Found folder : folders) {
      Optional<Entry> entry = read(folder.folder());
      entry.ifPresent(found::add);
      if (entry.isEmpty()) {
        delete(folder.folder());
      }
    }
    return found;
  }

  private static Optional<Entry> read(Path folder) {
    try {
      Map<String, Object> record = Json.read(Files.readAllBytes(folder.resolve(Entry.RECORD)));
      String id = folder.getFileName().toString();
      return Optional.of(
          "image".equals(record.get("kind"))
              ? StoredImage.of(id, folder, record)
              : Job.of(id, folder, record));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // a kill came between
    }
  }

  /** Makes something in a new folder, which is deleted if that fails. */
  <T extends Entry> T make(Maker<T> maker) throws IOException {
    byte[] name = new byte[ID_BYTES];
    random.nextBytes(name);
    String id = HexFormat.of().formatHex(name);
    Path folder = Files.createDirectory(root.resolve(id));
    try {
      T made = maker.make(id, folder);
      add(made);
      return made;
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /** Makes an entry. */
  @FunctionalInterface
  interface Maker<T extends Entry> {
    T make(String id, Path folder) throws IOException;
  }

  private synchronized void add(Entry entry) {
    entries.put(entry.id(), entry);
    grown(entry);
  }

  /** Counts an entry's files again, and makes room. */
  synchronized void grown(Entry entry) {
    if (entries.get(entry.id()) == entry) {
      bytes += entry.weigh();
      entry.hold();
      makeRoom();
      entry.letGo();
    }
  }

  private void makeRoom() {
    for (Entry entry : List.copyOf(entries.values())) {
      if (bytes <= mostBytes && entries.size() <= MOST_ENTRIES) {
        return;
      }
      if (!entry.isHeld()) {
        remove(entry);
      }
    }
  }

  /**
   * Returns an entry, which is the most recently used from now on.
   *
   * @throws Problem if it was deleted, or never was
   */
  synchronized <T extends Entry> T get(String id, Class<T> kind) {
    Entry entry = entries.get(id);
    if (kind.isInstance(entry)) {
      touch(entry);
      return kind.cast(entry);
    }
    String what = kind == Job.class ? "job" : "image";
    throw entry == null && id.matches(ID)
        ? gone(what, id)
        : Problem.of(404, "%s '%s': there is none of this name".formatted(what, shortened(id)));
  }

  static Problem gone(String what, String id) {
    return Problem.of(
        410,
        "%s %s is gone: the oldest are deleted to make room; send the image again"
            .formatted(what, id));
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }

  private static void touch(Entry entry) {
    try {
      Files.setLastModifiedTime(entry.folder(), FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // Only the order after a restart depends on it.
    }
  }

  synchronized List<Job> jobs() {
    return entries.values().stream()
        .filter(Job.class::isInstance)
        .map(Job.class::cast)
        .sorted(Comparator.comparingLong(Job::number).reversed())
        .toList();
  }

  synchronized void remove(Entry entry) {
    if (entries.remove(entry.id(), entry)) {
      bytes -= entry.bytes();
      delete(entry.folder());
    }
  }

  private static void delete(Path folder) {
    // The record first: what a kill leaves of the rest does not count.
    deleteFile(folder.resolve(Entry.RECORD));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(Store::deleteFile);
    } catch (IOException e) {
      return; // gone already
    }
    deleteFile(folder);
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A restart tries again.
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Hides where this lies on the machine. */
  String withoutPaths(String text) {
    return text.replace(root.toString(), "");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
