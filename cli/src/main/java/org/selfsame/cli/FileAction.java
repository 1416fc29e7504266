package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** What a command does to each of its files. */
@FunctionalInterface
interface FileAction {
  /**
   * Makes the output of an input.
   *
   * @param progress is told how much of the file is done, from 0 to 1
   * @throws IOException if the input cannot be read or the output not be written
   */
  Result process(Path input, Path output, DoubleConsumer progress) throws IOException;

  /**
   * What is to tell about a file that is done.
   *
   * @param note for a person, a few words
   * @param facts for a program, by name; numbers, texts and truth values
   */
  record Result(String note, Map<String, Object> facts) {}
}
