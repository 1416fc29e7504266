package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipelineTest {
  private static final long LARGE = 100;

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger mostHeld = new AtomicInteger();

  private class Recorded implements Pipeline.Job {
    private final String name;
    private final long size;

    Recorded(String name, long size) {
      this.name = name;
      this.size = size;
    }

    Recorded(int index) {
      this(String.valueOf(index), 1);
    }

    @Override
    public void begin() {
      mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
      events.add("begin " + name);
    }

    @Override
    public void work() {
      events.add("work " + name);
    }

    @Override
    public void finish() {
      events.add("finish " + name);
      held.decrementAndGet();
    }

    @Override
    public long size() {
      return size;
    }
  }

  private List<Recorded> jobs(int count) {
    return IntStream.range(0, count).mapToObj(Recorded::new).toList();
  }

  private void run(List<? extends Pipeline.Job> jobs) {
    new Pipeline(LARGE).run(jobs);
  }

  @Test
  void everyStepIsDoneInTheOrderOfTheJobs() {
    run(jobs(50));
    for (String step : List.of("begin ", "work ", "finish ")) {
      assertThat(events.stream().filter(event -> event.startsWith(step)))
          .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> step + i).toList());
    }
  }

  @Test
  void theNextIsBegunAndTheOneBeforeFinishedWhileAJobIsWorkedOn() {
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch finished = new CountDownLatch(1);
    List<Recorded> jobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      boolean second = i == 1;
      jobs.add(
          new Recorded(i) {
            @Override
            public void begin() {
              super.begin();
              begun.countDown();
            }

            @Override
            public void work() {
              super.work();
              if (second) {
                await(begun);
                await(finished);
              }
            }

            @Override
            public void finish() {
              super.finish();
              finished.countDown();
            }
          });
    }
    run(jobs);
    assertThat(events.indexOf("begin 2")).isGreaterThan(-1);
  }

  @Test
  void noMoreThanThreeJobsAreHeldWhicheverStepIsSlow() {
    for (String slow : List.of("begin", "work", "finish")) {
      List<Recorded> jobs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        jobs.add(
            new Recorded(i) {
              @Override
              public void begin() {
                super.begin();
                pauseIf("begin");
              }

              @Override
              public void work() {
                super.work();
                pauseIf("work");
              }

              @Override
              public void finish() {
                pauseIf("finish");
                super.finish();
              }

              private void pauseIf(String step) {
                if (step.equals(slow)) {
                  pause();
                }
              }
            });
      }
      run(jobs);
    }
    assertThat(mostHeld.get()).isBetween(2, 3);
  }

  @Test
  void largeJobsAreHeldOneByOne() {
    run(IntStream.range(0, 4).mapToObj(i -> new Recorded("" + i, LARGE)).toList());
    assertThat(events)
        .containsExactlyElementsOf(
            IntStream.range(0, 4)
                .boxed()
                .flatMap(i -> List.of("begin " + i, "work " + i, "finish " + i).stream())
                .toList());
  }

  @Test
  void anInterruptKeepsJobsFromBeingBegunAndNoneFromBeingFinished() {
    List<Recorded> jobs = new ArrayList<>(jobs(1));
    jobs.add(
        new Recorded(1) {
          @Override
          public void work() {
            super.work();
            Thread.currentThread().interrupt();
          }
        });
    jobs.add(new Recorded(2));
    jobs.add(new Recorded(3));
    run(jobs);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events)
        .contains("begin 2", "finish 0", "finish 1", "finish 2", "work 3", "finish 3")
        .doesNotContain("begin 3");
  }

  @Test
  void anErrorOfAnyStepIsThrownOnceWhatWasWorkedOnIsFinished() {
    for (String failing : List.of("begin", "work", "finish")) {
      events.clear();
      List<Recorded> jobs = new ArrayList<>(jobs(1));
      jobs.add(
          new Recorded(1) {
            @Override
            public void begin() {
              failIf("begin");
              super.begin();
            }

            @Override
            public void work() {
              failIf("work");
              super.work();
            }

            @Override
            public void finish() {
              failIf("finish");
              super.finish();
            }

            private void failIf(String step) {
              if (step.equals(failing)) {
                throw new LinkageError("no library to " + step);
              }
            }
          });
      jobs.add(new Recorded(2));
      assertThatThrownBy(() -> run(jobs))
          .isInstanceOf(LinkageError.class)
          .hasMessage("no library to " + failing);
      assertThat(events).contains("finish 0").doesNotContain("finish 2");
    }
  }

  @Test
  void withoutJobsNothingIsDone() {
    run(List.of());
    assertThat(events).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
