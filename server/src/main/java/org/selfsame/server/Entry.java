package org.selfsame.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.selfsame.system.FileReplacement;

/** A folder of the store: an image or a job. It counts once its record is written. */
abstract sealed class Entry permits StoredImage, Job {
  static final String RECORD = "record.json";

  private final String id;
  private final Path folder;
  private final AtomicInteger holders = new AtomicInteger();
  private volatile long bytes;

  Entry(String id, Path folder) {
    this.id = id;
    this.folder = folder;
  }

  final String id() {
    return id;
  }

  final Path folder() {
    return folder;
  }

  /** What to remember over a restart. */
  abstract Map<String, Object> record();

  /** Makes it count: what a restart finds without a record is deleted. */
  final void writeRecord() throws IOException {
    FileReplacement.writeString(folder.resolve(RECORD), Json.write(record()));
  }

  /** Keeps it from being deleted to make room, until it is let go. */
  final void hold() {
    holders.incrementAndGet();
  }

  final void letGo() {
    holders.decrementAndGet();
  }

  final boolean isHeld() {
    return holders.get() > 0;
  }

  final long bytes() {
    return bytes;
  }

  /** Counts the bytes of its files again, and returns how many came on top. */
  final long weigh() {
    long before = bytes;
    try (Stream<Path> files = Files.list(folder)) {
      bytes = files.mapToLong(Entry::size).sum();
    } catch (IOException e) {
      bytes = 0; // the folder is not there yet, or no more
    }
    return bytes - before;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // gone meanwhile
    }
  }
}
