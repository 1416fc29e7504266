package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.job.Batch.Existing;

class FolderWatchTest {
  @TempDir private Path folder;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private final class Listener implements BatchListener {
    @Override
    public void done(BatchFile file, FileAction.Result result, double seconds) {
      events.add("done " + file.input().getFileName() + " " + result.note());
    }

    @Override
    public void skipped(BatchFile file) {
      events.add("skipped " + file.input().getFileName());
    }

    @Override
    public void failed(BatchFile file, Throwable failure) {
      events.add("failed " + file.input().getFileName() + " " + failure.getMessage());
    }
  }

  private static FileAction.Opened copy(Path input, Path output) throws IOException {
    byte[] content = Files.readAllBytes(input);
    return new FileAction.Opened(
        1,
        progress ->
            new FileAction.Processed(
                new FileAction.Result(content.length + " bytes", Map.of()),
                1,
                () -> Files.write(output, content)));
  }

  @Test
  void aFileIsProcessedOnceItIsCompleteAndNotItsResult() throws Exception {
    Path there = Files.write(folder.resolve("there.png"), new byte[5]);
    Files.write(folder.resolve("skipped.png"), new byte[5]);
    Files.write(folder.resolve("skipped_b.png"), new byte[5]);
    ImageSearch search = new ImageSearch(List.of(folder), false, Optional.empty(), "_b");
    OutputNames names = OutputNames.of(List.of(folder), Optional.empty(), Optional.empty(), "_b");
    FolderWatch watch = new FolderWatch(search, names, Existing.SKIP);
    Thread watching =
        new Thread(
            () -> {
              try {
                watch.run(FolderWatchTest::copy, new Listener());
              } catch (IOException e) {
                events.add("broken " + e);
              }
            });
    watching.start();
    try {
      assertThat(List.of(next(), next()))
          .containsExactlyInAnyOrder("done there.png 5 bytes", "skipped skipped.png");

      Path arriving = folder.resolve("arriving.png");
      for (int size = 1; size <= 6; size++) {
        Files.write(arriving, new byte[size]); // grows for longer than a file must rest
        Thread.sleep(300);
      }
      assertThat(next()).isEqualTo("done arriving.png 6 bytes");
      assertThat(events.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    } finally {
      watching.interrupt();
      watching.join(10_000);
    }
    assertThat(watching.isAlive()).isFalse();
    assertThat(there.resolveSibling("there_b.png")).exists();
    assertThat(folder.resolve("there_b_b.png")).doesNotExist();
  }

  private String next() throws InterruptedException {
    return events.poll(30, TimeUnit.SECONDS);
  }
}
