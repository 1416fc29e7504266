package org.selfsame.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.selfsame.job.Batch.Existing;

/**
 * Processes images as they arrive in folders, each once it is complete: when its size and time have
 * stayed the same for a second.
 *
 * <p>The system tells what happens in a folder; as that is not certain everywhere, network drives
 * for one, the folders are also searched each second.
 *
 * @param search finds the images
 * @param names of the results
 * @param existing what to do when a result exists
 */
public record FolderWatch(ImageSearch search, OutputNames names, Existing existing) {
  private static final long COMPLETE_AFTER_NANOSECONDS = TimeUnit.SECONDS.toNanos(1);
  private static final long SEARCH_EVERY_MILLISECONDS = 1000;

  /** A file as it was seen, first at a time. */
  private record Seen(long size, FileTime time, long since) {
    boolean isSame(BasicFileAttributes now) {
      return size == now.size() && time.equals(now.lastModifiedTime());
    }
  }

  /**
   * Processes images until the calling thread is interrupted.
   *
   * @throws IOException if the system cannot watch a folder
   */
  public void run(FileAction action, BatchListener listener) throws IOException {
    Map<Path, Seen> seen = new HashMap<>();
    Set<Path> done = new HashSet<>();
    Set<Path> failed = new HashSet<>();
    try (WatchService events = FileSystems.getDefault().newWatchService()) {
      while (!Thread.currentThread().isInterrupted()) {
        ImageSearch.Found found = search.find();
        found
            .failures()
            .forEach(
                (path, failure) -> {
                  if (Failure.of(failure).kind() != Failure.Kind.NO_IMAGE_AT_TOP
                      && failed.add(path)) {
                    listener.failed(new BatchFile(path, null), failure);
                  }
                });
        List<BatchFile> complete = new ArrayList<>();
        for (ImageInput image : found.images()) {
          if (isComplete(image.file(), seen, done)) {
            complete.add(new BatchFile(image.file(), names.of(image)));
          }
        }
        if (!complete.isEmpty()) {
          new Batch(complete, existing).run(action, listener);
        }
        register(events);
        await(events);
      }
    }
  }

  /** Returns whether a file has just become complete. */
  private static boolean isComplete(Path file, Map<Path, Seen> seen, Set<Path> done) {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return false; // gone again
    }
    Seen before = seen.get(file);
    if (before == null || !before.isSame(now)) {
      seen.put(file, new Seen(now.size(), now.lastModifiedTime(), System.nanoTime()));
      done.remove(file);
      return false;
    }
    return System.nanoTime() - before.since >= COMPLETE_AFTER_NANOSECONDS && done.add(file);
  }

  private void register(WatchService events) throws IOException {
    for (Path folder : search.named()) {
      try (Stream<Path> inside = Files.walk(folder, search.recursive() ? Integer.MAX_VALUE : 0)) {
        for (Path each : (Iterable<Path>) inside.filter(Files::isDirectory)::iterator) {
          each.register(
              events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        }
      } catch (UncheckedIOException e) {
        // A folder that cannot be read: the search has told it.
      }
    }
  }

  /** Waits for something to happen, but not long. */
  private static void await(WatchService events) {
    try {
      WatchKey key = events.poll(SEARCH_EVERY_MILLISECONDS, TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
        Thread.sleep(SEARCH_EVERY_MILLISECONDS / 10); // a file that grows makes many events
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
