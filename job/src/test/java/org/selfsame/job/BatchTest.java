package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.job.Batch.Existing;

/** A batch that copies texts in two steps each, and chokes on "bad". */
class BatchTest {
  @TempDir private Path folder;
  private final List<String> outcomes = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();
  private final List<BatchFile> files = new ArrayList<>();

  private final class Recorder implements BatchListener {
    @Override
    public void done(BatchFile file, FileAction.Result result, double seconds) {
      outcomes.add(file.input().getFileName() + " done: " + result.note());
    }

    @Override
    public void skipped(BatchFile file) {
      outcomes.add(file.input().getFileName() + " skipped");
    }

    @Override
    public void failed(BatchFile file, Throwable failure) {
      Failure told = Failure.of(failure);
      outcomes.add("%s %s: %s".formatted(file.input().getFileName(), told.kind(), told.message()));
    }

    @Override
    public void progress(long done, long total) {
      progress.add(done + "/" + total);
    }
  }

  @BeforeEach
  void makeFiles() throws IOException {
    for (String text : List.of("one", "bad", "three")) {
      Path input = Files.writeString(folder.resolve(text), text);
      files.add(new BatchFile(input, folder.resolve("out/" + text)));
    }
  }

  private void run(Existing existing) {
    new Batch(files, existing).run(BatchTest::copy, new Recorder());
  }

  private static FileAction.Opened copy(Path input, Path output) throws IOException {
    String text = Files.readString(input);
    return new FileAction.Opened(
        text.length(),
        progress -> {
          progress.progress(1, 2);
          if (text.equals("bad")) {
            throw new IOException("found bad letters");
          }
          progress.progress(2, 2);
          return new FileAction.Processed(
              new FileAction.Result(text.length() + " letters", Map.of()),
              text.length(),
              () -> {
                Files.createDirectories(output.getParent());
                Files.writeString(output, text);
              });
        });
  }

  @Test
  void whatBecomesOfEachFileIsToldInTheirOrder() {
    run(Existing.FAIL);
    assertThat(outcomes)
        .containsExactly(
            "one done: 3 letters", "bad TOLD: found bad letters", "three done: 5 letters");
    assertThat(folder.resolve("out/three")).hasContent("three");
  }

  @Test
  void eachFileIsAnEqualPartOfTheProgressEvenIfItFails() {
    run(Existing.FAIL);
    assertThat(progress).containsExactly("1/6", "2/6", "1/3", "3/6", "2/3", "5/6", "6/6", "3/3");
  }

  @Test
  void anOutputThatExistsFailsOrIsLeftOrReplaced() throws IOException {
    Path old = Files.createDirectory(folder.resolve("out")).resolve("one");
    Files.writeString(old, "old");
    run(Existing.FAIL);
    assertThat(outcomes).contains("one OUTPUT_EXISTS: " + old + ": already exists");
    run(Existing.SKIP);
    assertThat(outcomes).contains("one skipped");
    assertThat(old).hasContent("old");
    run(Existing.OVERWRITE);
    assertThat(old).hasContent("one");
  }

  @Test
  void aNameThatTheSystemDoesNotTakeIsToldBeforeTheWork() {
    Path input = files.remove(0).input();
    files.add(0, new BatchFile(input, folder.resolve("n".repeat(5000))));
    run(Existing.FAIL);
    assertThat(outcomes.get(0)).startsWith("one ").doesNotContain("done");
    assertThat(progress).doesNotContain("1/6");
    assertThat(outcomes.get(2)).isEqualTo("three done: 5 letters");
  }

  @Test
  void anInputIsNotWrittenOver() {
    Path one = files.get(0).input();
    files.add(new BatchFile(one, one));
    run(Existing.OVERWRITE);
    assertThat(outcomes).contains("one OVER_INPUT: " + one + ": its result would overwrite itself");
    assertThat(one).hasContent("one");
  }
}
