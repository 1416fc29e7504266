package org.selfsame.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;
import org.selfsame.restore.ProgressListener;

/**
 * What a batch does to each of its files: in three steps, for while one file is restored, the next
 * is read already and the one before is still being written, by other threads.
 */
@FunctionalInterface
public interface FileAction {
  /**
   * Reads an input, and finds out all that can be without the network.
   *
   * @throws IOException if it cannot be read
   */
  Opened open(Path input, Path output) throws IOException;

  /** Makes the result of what was read. */
  @FunctionalInterface
  interface Processing {
    /**
     * Makes it, and keeps nothing of the input.
     *
     * @param progress is told how much of the file is done
     */
    Processed process(ProgressListener progress) throws IOException;
  }

  /** Writes a result. */
  @FunctionalInterface
  interface Writing {
    /** Writes it, whole or not at all. */
    void write() throws IOException;
  }

  /**
   * A file that was read.
   *
   * @param samples how many there are, by which memory is bounded
   */
  record Opened(long samples, Processing processing) {
    /** Returns a picture that was read, and what makes the result of it. */
    public static Opened of(Picture picture, Processing processing) {
      return new Opened(samplesOf(picture), processing);
    }
  }

  /**
   * A result that is to be written.
   *
   * @param samples how many there are, by which memory is bounded
   */
  record Processed(Result result, long samples, Writing writing) {
    /**
     * Returns a result that is written as its name asks.
     *
     * @throws IOException if the name is that of no format that is written
     */
    public static Processed of(Result result, Path output, Picture picture) throws IOException {
      return of(result, output, picture, WriteOptions.forFile(output));
    }

    /** Returns a result, for which the folders that it lies in are made. */
    public static Processed of(Result result, Path output, Picture picture, WriteOptions options) {
      return new Processed(
          result,
          samplesOf(picture),
          () -> {
            Files.createDirectories(output.toAbsolutePath().getParent());
            ImageFiles.write(output, picture, options);
          });
    }
  }

  /**
   * What is to tell about a file that is done.
   *
   * @param note for a person, a few words
   * @param facts for a program, by name; numbers, texts and truth values
   */
  record Result(String note, Map<String, Object> facts) {}

  private static long samplesOf(Picture picture) {
    Image image = picture.image();
    int planes = image.channels() + (picture.alpha().isPresent() ? 1 : 0);
    return (long) planes * image.width() * image.height();
  }
}
