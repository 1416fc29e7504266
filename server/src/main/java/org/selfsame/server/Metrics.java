package org.selfsame.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.selfsame.system.LinuxFacts;

/** Counts, for Prometheus. */
final class Metrics {
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final Map<Job.State, LongAdder> jobs = new ConcurrentHashMap<>();
  private final LongAdder milliseconds = new LongAdder();

  void answered(int status) {
    answers.computeIfAbsent(status, s -> new LongAdder()).increment();
  }

  void ended(Job job) {
    jobs.computeIfAbsent(job.state(), s -> new LongAdder()).increment();
    milliseconds.add((long) (1000 * job.seconds()));
  }

  /** Returns how long a job took on average, in seconds; 1 if there was none. */
  double secondsPerJob() {
    long done = jobs.getOrDefault(Job.State.DONE, new LongAdder()).sum();
    return done == 0 ? 1 : milliseconds.sum() / 1000.0 / done;
  }

  /** Returns all counts in the text form of Prometheus, version 0.0.4. */
  String text(int waiting, long bytesKept) {
    StringBuilder text = new StringBuilder();
    head(text, "selfsame_answers_total", "counter", "Answers by status.");
    new TreeMap<>(answers)
        .forEach(
            (status, count) ->
                line(text, "selfsame_answers_total{status=\"%d\"}".formatted(status), count));
    head(text, "selfsame_jobs_total", "counter", "Jobs that ended, by how they ended.");
    new TreeMap<>(jobs)
        .forEach(
            (state, count) ->
                line(text, "selfsame_jobs_total{state=\"%s\"}".formatted(state), count));
    head(text, "selfsame_job_seconds_total", "counter", "Time that jobs took.");
    line(text, "selfsame_job_seconds_total", milliseconds.sum() / 1000.0);
    head(text, "selfsame_jobs_waiting", "gauge", "Jobs in the queue.");
    line(text, "selfsame_jobs_waiting", waiting);
    head(text, "selfsame_kept_bytes", "gauge", "Bytes of images and results on disk.");
    line(text, "selfsame_kept_bytes", bytesKept);
    LinuxFacts.value("self/status", "VmRSS")
        .ifPresent(
            kilobytes -> {
              head(text, "process_resident_memory_bytes", "gauge", "Memory of this process.");
              line(
                  text,
                  "process_resident_memory_bytes",
                  1024 * Long.parseLong(kilobytes.replaceAll("\\D", "")));
            });
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
