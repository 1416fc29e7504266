package org.selfsame.lab.training;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Prepares the batches of the next steps on a thread of its own. */
final class BatchQueue implements AutoCloseable {
  private static final int AHEAD = 3;

  private final BlockingQueue<Batch> ready = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;
  private volatile RuntimeException failure;

  BatchQueue(LongFunction<Batch> sampler, long firstStep) {
    thread = new Thread(() -> prepare(sampler, firstStep), "batches");
    thread.setDaemon(true);
    thread.start();
  }

  private void prepare(LongFunction<Batch> sampler, long firstStep) {
    try {
      for (long step = firstStep; ; step++) {
        ready.put(sampler.apply(step));
      }
    } catch (InterruptedException e) {
      // Closed: the batches ahead are not needed.
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Returns the batch of the next step, waiting for it. */
  Batch take() throws InterruptedException {
    Batch batch = null;
    while (batch == null) {
      batch = ready.poll(1, TimeUnit.SECONDS);
      if (batch == null && failure != null) {
        throw new IllegalStateException("the next batch could not be prepared", failure);
      }
    }
    return batch;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
