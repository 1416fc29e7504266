package org.selfsame.job;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs jobs in three overlapping steps: while the calling thread works on one job, a second thread
 * begins the next and a third finishes the one before. Each step runs in the order of the jobs. At
 * most three jobs are in flight at a time, and fewer if they are large.
 *
 * @param large the size from which a job is held beside no other but one that waits
 */
record Pipeline(long large) {
  /** A job. Its steps handle their own exceptions; only errors leave them. */
  interface Job {
    /** The first step; skipped after an interrupt. */
    void begin();

    /** The second step, on the thread that runs the pipeline. */
    void work();

    /** The last step. */
    void finish();

    /** The size of what the job holds now. */
    long size();
  }

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /**
   * Runs jobs. Their second step responds to an interrupt; every job is still finished.
   *
   * @throws Error if a step throws one, after the job before is finished
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

  /** Waits, even if interrupted. */
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
