package org.selfsame.cli.print;

import java.io.PrintWriter;
import java.util.Locale;
import org.selfsame.job.BatchFile;
import org.selfsame.job.FileAction.Result;

/** A line per file, and a summary. */
final class TextReport implements BatchReport {
  private final PrintWriter out;
  private int done;
  private int skipped;
  private int failed;

  TextReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void done(BatchFile file, Result result, double seconds) {
    done++;
    String note = result.note().isEmpty() ? "" : result.note() + ", ";
    out.printf(Locale.ROOT, "%s -> %s (%s%.1f s)%n", file.input(), file.output(), note, seconds);
    out.flush();
  }

  @Override
  public void skipped(BatchFile file) {
    skipped++;
    out.printf("%s skipped: %s exists%n", file.input(), file.output());
    out.flush();
  }

  @Override
  public void failed(BatchFile file, String message) {
    failed++;
  }

  @Override
  public void finished() {
    if (done + skipped + failed > 1) {
      out.printf("%d done, %d skipped, %d failed%n", done, skipped, failed);
    }
    out.flush();
  }
}
