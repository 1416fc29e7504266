package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * What a command does to each of its files: in three steps, for while one file is restored, the
 * next is read already and the one before is still being written, by other threads.
 */
@FunctionalInterface
interface FileAction {
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
     * @param progress is told how much of the file is done, from 0 to 1
     */
    Processed process(DoubleConsumer progress) throws IOException;
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
  record Opened(long samples, Processing processing) {}

  /**
   * A result that is to be written.
   *
   * @param samples how many there are, by which memory is bounded
   */
  record Processed(Result result, long samples, Writing writing) {}

  /**
   * What is to tell about a file that is done.
   *
   * @param note for a person, a few words
   * @param facts for a program, by name; numbers, texts and truth values
   */
  record Result(String note, Map<String, Object> facts) {}
}
