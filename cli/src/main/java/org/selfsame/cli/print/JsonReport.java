package org.selfsame.cli.print;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.job.BatchFile;
import org.selfsame.job.FileAction.Result;

/**
 * One JSON object per file, one per line: {@code input}, {@code output}, {@code status} ({@code
 * ok}, {@code skipped} or {@code failed}), {@code seconds} and the facts of the result, or {@code
 * error}.
 */
final class JsonReport implements BatchReport {
  private final PrintWriter out;

  JsonReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void done(BatchFile file, Result result, double seconds) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("seconds", Math.round(seconds * 1000) / 1000.0);
    facts.putAll(result.facts());
    print(file, "ok", facts);
  }

  @Override
  public void skipped(BatchFile file) {
    print(file, "skipped", Map.of());
  }

  @Override
  public void failed(BatchFile file, String message) {
    print(file, "failed", Map.of("error", message));
  }

  @Override
  public void finished() {}

  private void print(BatchFile file, String status, Map<String, Object> facts) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("input", file.input().toString());
    if (file.output() != null) {
      all.put("output", file.output().toString());
    }
    all.put("status", status);
    all.putAll(facts);
    JsonLine.print(all, out);
  }
}
