package org.selfsame.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.PagedTiff;
import org.selfsame.image.Picture;
import org.selfsame.image.WriteOptions;
import org.selfsame.restore.ProgressListener;

/**
 * What a batch does to each file, in three steps: while one file is restored, other threads already
 * read the next and still write the one before.
 */
@FunctionalInterface
public interface FileAction {
  /**
   * Reads an input, and prepares everything that needs no network.
   *
   * @throws IOException if the input cannot be read
   */
  Opened open(Path input, Path output) throws IOException;

  /** Turns the input into a result. */
  @FunctionalInterface
  interface Processing {
    /**
     * Makes the result, and lets go of the input.
     *
     * @param progress learns how much of the file is done
     */
    Processed process(ProgressListener progress) throws IOException;
  }

  /** Writes a result. */
  @FunctionalInterface
  interface Writing {
    /** Writes the result, whole or not at all. */
    void write() throws IOException;
  }

  /**
   * A file that was read.
   *
   * @param samples its number of samples, which bounds the memory
   */
  record Opened(long samples, Processing processing) {
    /** Returns a picture that was read, with the processing it needs. */
    public static Opened of(Picture picture, Processing processing) {
      return new Opened(samplesOf(picture), processing);
    }
  }

  /**
   * A result to be written.
   *
   * @param samples its number of samples, which bounds the memory
   */
  record Processed(Result result, long samples, Writing writing) {
    /**
     * Returns a result to be written; writing it also creates its folders. The result also says
     * what the file will lack.
     */
    public static Processed of(Result result, Path output, Picture picture, WriteOptions options) {
      return new Processed(
          result.without(ImageFiles.leftOut(picture, options)),
          samplesOf(picture),
          () -> {
            createFolder(output);
            ImageFiles.write(output, picture, options);
          });
    }

    /**
     * Returns this result, with something to do once it is written.
     *
     * @param held a picture that is needed for it
     */
    public Processed then(Picture held, Writing further) {
      return new Processed(
          result,
          samples + samplesOf(held),
          () -> {
            writing.write();
            further.write();
          });
    }

    /** Returns pages, which are compressed already, to be written; this too creates folders. */
    public static Processed of(Result result, Path output, PagedTiff pages) {
      return new Processed(
          result,
          0,
          () -> {
            createFolder(output);
            pages.write(output);
          });
    }

    private static void createFolder(Path output) throws IOException {
      Files.createDirectories(output.toAbsolutePath().getParent());
    }
  }

  /**
   * What there is to say about a finished file.
   *
   * @param note a few words for a person
   * @param facts facts for a program, by name: numbers, texts and booleans
   */
  record Result(String note, Map<String, Object> facts) {
    /** Returns a result that also says what was left out, if anything was. */
    Result without(List<String> leftOut) {
      if (leftOut.isEmpty()) {
        return this;
      }
      Map<String, Object> more = new LinkedHashMap<>(facts);
      more.put("leftOut", leftOut);
      String words = "left out: " + String.join(", ", leftOut);
      return new Result(note.isEmpty() ? words : note + "; " + words, more);
    }
  }

  private static long samplesOf(Picture picture) {
    Image image = picture.image();
    int planes = image.channels() + (picture.alpha().isPresent() ? 1 : 0) + picture.bands().size();
    return (long) planes * image.width() * image.height();
  }
}
