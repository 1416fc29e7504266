package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class CoresTest {
  private static final int THREADS = 3;

  /** On a thread of its own: the number of threads to an operation is the thread's. */
  private static void onThreads(int threads, Runnable work) {
    int before = Device.processorThreads();
    try {
      CompletableFuture.runAsync(
              () -> {
                Device.limitThreads(threads);
                work.run();
              },
              task -> new Thread(task).start())
          .join();
    } finally {
      Device.limitThreads(before); // which later threads take over
    }
  }

  @Test
  void eachPieceIsRunOnce() {
    onThreads(
        THREADS,
        () -> {
          AtomicIntegerArray runs = new AtomicIntegerArray(1000);
          Cores.run(runs.length(), (i, worker) -> runs.incrementAndGet(i));
          for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).as("piece %d", i).isEqualTo(1);
          }
        });
  }

  @Test
  void workersRunAtOnceAndShareNoOperation() {
    onThreads(
        THREADS,
        () -> {
          int workers = Cores.workers();
          assertThat(workers).isBetween(1, THREADS);
          CountDownLatch all = new CountDownLatch(workers);
          AtomicIntegerArray ofWorker = new AtomicIntegerArray(workers);
          Cores.run(
              workers,
              (i, worker) -> {
                ofWorker.incrementAndGet(worker);
                assertThat(Device.processorThreads()).isEqualTo(1);
                all.countDown();
                while (all.getCount() > 0) { // ends only if all workers are here
                  Thread.onSpinWait();
                }
              });
          for (int w = 0; w < workers; w++) {
            assertThat(ofWorker.get(w)).isEqualTo(1);
          }
          assertThat(Device.processorThreads()).isEqualTo(THREADS);
        });
  }

  @Test
  void oneThreadRunsAllItself() {
    onThreads(
        1,
        () -> {
          Thread caller = Thread.currentThread();
          Cores.run(3, (i, worker) -> assertThat(Thread.currentThread()).isEqualTo(caller));
        });
  }

  @Test
  void aFailureIsThrownAndEndsTheRest() {
    onThreads(
        THREADS,
        () -> {
          AtomicInteger begun = new AtomicInteger();
          assertThatThrownBy(
                  () ->
                      Cores.run(
                          1_000_000,
                          (i, worker) -> {
                            begun.incrementAndGet();
                            throw new IllegalStateException("piece " + worker);
                          }))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("piece ");
          assertThat(begun.get()).isLessThanOrEqualTo(THREADS);
          assertThatThrownBy(() -> Cores.run(9, (i, worker) -> fail()))
              .isInstanceOf(AssertionError.class);
        });
  }

  private static void fail() {
    throw new AssertionError("an error");
  }

  @Test
  void threadsToComeAreNotLimited() {
    int before = Device.processorThreads();
    onThreads(THREADS, () -> Cores.run(5, (i, worker) -> {}));
    AtomicInteger later = new AtomicInteger();
    CompletableFuture.runAsync(
            () -> later.set(Device.processorThreads()), task -> new Thread(task).start())
        .join();
    assertThat(later.get()).isEqualTo(before);
  }
}
