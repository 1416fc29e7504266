package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchQueueTest {
  @Test
  void batchesComeInTheOrderOfTheirSteps() throws InterruptedException {
    try (BatchQueue queue = new BatchQueue(BatchQueueTest::batch, 40)) {
      for (long step = 40; step < 140; step++) {
        assertThat(queue.take().step()).isEqualTo(step);
      }
    }
  }

  @Test
  void batchesArePreparedAheadOnAnotherThreadButNotWithoutBound() throws InterruptedException {
    AtomicLong prepared = new AtomicLong();
    Thread[] preparing = new Thread[1];
    CountDownLatch ahead = new CountDownLatch(2);
    try (BatchQueue queue =
        new BatchQueue(
            step -> {
              preparing[0] = Thread.currentThread();
              prepared.incrementAndGet();
              ahead.countDown();
              return batch(step);
            },
            0)) {
      assertThat(ahead.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(queue.take().step()).isZero();
      Thread.sleep(50);
      assertThat(prepared.get()).isBetween(2L, 5L);
      assertThat(preparing[0]).isNotSameAs(Thread.currentThread());
      assertThat(preparing[0].isDaemon()).isTrue();
    }
  }

  @Test
  void aFailureReachesTheOneWhoTakesAtItsStep() throws InterruptedException {
    IllegalArgumentException failure = new IllegalArgumentException("no patch");
    try (BatchQueue queue =
        new BatchQueue(
            step -> {
              if (step == 2) {
                throw failure;
              }
              return batch(step);
            },
            0)) {
      queue.take();
      queue.take();
      assertThatThrownBy(queue::take)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("could not be prepared")
          .hasCause(failure);
    }
  }

  @Test
  void anErrorReachesTheOneWhoTakesToo() {
    try (BatchQueue queue =
        new BatchQueue(
            step -> {
              throw new OutOfMemoryError("full");
            },
            0)) {
      assertThatThrownBy(queue::take).hasCauseInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void closingEndsTheThread() throws InterruptedException {
    Thread[] preparing = new Thread[1];
    BatchQueue queue =
        new BatchQueue(
            step -> {
              preparing[0] = Thread.currentThread();
              return batch(step);
            },
            0);
    queue.take();
    queue.close();
    preparing[0].join(TimeUnit.SECONDS.toMillis(30));
    assertThat(preparing[0].isAlive()).isFalse();
  }

  private static Batch batch(long step) {
    return new Batch(step, new float[0], new float[0]);
  }
}
