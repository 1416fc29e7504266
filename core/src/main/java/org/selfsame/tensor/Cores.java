package org.selfsame.tensor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs independent pieces of work side by side, one thread to a core. Where operations are short
 * this is faster than sharing each one among all cores: nothing waits, and each core's data stays
 * in its cache.
 */
public final class Cores {
  /** A piece of work. */
  @FunctionalInterface
  public interface Piece {
    /**
     * Does the work. Its operations run on this thread alone.
     *
     * @param index of the piece
     * @param worker 0 to {@link #workers} - 1; no two pieces at once have the same
     */
    void run(int index, int worker);
  }

  /** Threads that are kept for reuse, each limited to one core for good. */
  private static final class Pool {
    static final int SIZE = Device.processorThreads();
    static final Executor THREADS = newThreads(SIZE);
  }

  private Cores() {}

  /** Returns how many pieces run at once if the calling thread starts them. */
  public static int workers() {
    int own = Device.processorThreads();
    return own == 1 ? 1 : Math.min(own, Pool.SIZE);
  }

  /**
   * Runs pieces 0 to {@code count - 1}, begun in this order, and returns when all have ended. If
   * one throws, those not begun are left out, and the exception is thrown here. Pieces must not
   * call this method.
   */
  public static void run(int count, Piece piece) {
    int workers = Math.min(workers(), count);
    if (workers <= 1) {
      for (int i = 0; i < count; i++) {
        piece.run(i, 0);
      }
      return;
    }
    Blas.beginSerial();
    try {
      AtomicInteger next = new AtomicInteger();
      sideBySide(
          Pool.THREADS,
          workers,
          worker -> {
            try {
              for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                piece.run(i, worker);
              }
            } finally {
              next.set(count);
            }
          });
    } finally {
      Blas.endSerial();
    }
  }

  private static Executor newThreads(int count) {
    Executor threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "core");
              thread.setDaemon(true);
              return thread;
            });
    Phaser limited = new Phaser(count); // keeps a thread from taking two of these tasks
    sideBySide(
        threads,
        count,
        worker -> {
          Device.limitThreads(1);
          limited.arriveAndAwaitAdvance();
        });
    Device.limitThreads(count); // or else later threads would be limited too
    return threads;
  }

  /** Runs the work on so many threads, and returns when it has ended on all. */
  private static void sideBySide(Executor threads, int count, IntConsumer work) {
    CompletableFuture<?>[] running =
        IntStream.range(0, count)
            .mapToObj(worker -> CompletableFuture.runAsync(() -> work.accept(worker), threads))
            .toArray(CompletableFuture<?>[]::new);
    try {
      // Not to be interrupted: a thread may still work on memory that the caller frees.
      CompletableFuture.allOf(running).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }
}
