package org.selfsame.lab.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** Prepares the batches of the next steps on a thread of its own; used by one thread. */
final class BatchQueue implements AutoCloseable {
  private static final int AHEAD = 3;

  private final LongFunction<Batch> sampler;
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "batches");
            thread.setDaemon(true);
            return thread;
          });
  private long next;

  BatchQueue(LongFunction<Batch> sampler, long firstStep) {
    this.sampler = sampler;
    next = firstStep;
    for (int i = 0; i < AHEAD; i++) {
      order();
    }
  }

  private void order() {
    long step = next++;
    ahead.add(executor.submit(() -> sampler.apply(step)));
  }

  /**
   * Returns the batch of the next step, waiting for it.
   *
   * @throws IllegalStateException if it could not be prepared
   */
  Batch take() throws InterruptedException {
    Future<Batch> first = ahead.remove();
    order();
    try {
      return first.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch could not be prepared", e.getCause());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
