package org.selfsame.job;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Does jobs in three steps that overlap: while the calling thread works on one, a thread begins the
 * next and another finishes the one before. Each step is done in the order of the jobs, and no more
 * than these three are begun and unfinished; large ones fewer.
 *
 * @param large how large a job is at least that is not held beside others, but for one that waits
 */
record Pipeline(long large) {
  /** A job, whose steps keep to themselves what fails in them, but for errors. */
  interface Job {
    /** The first step. It is left out for jobs that an interrupt ends. */
    void begin();

    /** The second step, done by the thread that runs the pipeline. */
    void work();

    /** The last step. */
    void finish();

    /** How large is what the job holds at present. */
    long size();
  }

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /**
   * Does jobs. An interrupt is left to their second step, and keeps none from being finished.
   *
   * @throws Error if a step throws one; what was worked on is finished before
   */
  void run(List<? extends Job> jobs) {
    ExecutorService beginner = newThread("reader");
    ExecutorService finisher = newThread("writer");
    CompletableFuture<Void> finishing = DONE;
    try {
      CompletableFuture<Void> beginning = DONE;
      int begun = 0;
      for (int i = 0; i < jobs.size(); i++) {
        if (begun == i) {
          beginning = begin(jobs.get(begun++), beginner);
        }
        join(beginning);
        Job job = jobs.get(i);
        if (begun < jobs.size() && job.size() < large) {
          beginning = begin(jobs.get(begun++), beginner);
        }
        job.work();
        join(finishing);
        boolean alone = job.size() >= large;
        finishing = CompletableFuture.runAsync(job::finish, finisher);
        if (alone) {
          join(finishing);
        }
      }
    } finally {
      beginner.shutdown();
      finisher.shutdown();
      join(finishing);
    }
  }

  private static CompletableFuture<Void> begin(Job job, ExecutorService beginner) {
    return Thread.currentThread().isInterrupted()
        ? DONE
        : CompletableFuture.runAsync(job::begin, beginner);
  }

  private static ExecutorService newThread(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Waits, whether interrupted or not. */
  private static void join(CompletableFuture<Void> step) {
    try {
      step.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }
}
