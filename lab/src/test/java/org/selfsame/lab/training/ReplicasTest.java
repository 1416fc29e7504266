package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.Pass;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

@Timeout(60)
class ReplicasTest {
  private static final int PATCHES = 3;
  private static final int SIDE = 9;

  @Test
  void oneCopyDoesWhatTheNetworkItselfWouldDo() throws InterruptedException {
    try (Nlrn network = network();
        Nlrn alone = network();
        Replicas replicas = new Replicas(network, 1)) {
      double loss = replicas.run(ReplicasTest::work);
      assertThat(loss).isCloseTo(work(alone, 0), within(1e-6 * loss));
      assertClose(gradient(network), gradient(alone));
      assertClose(statistics(network), statistics(alone));
    }
  }

  @Test
  void gradientsOfTwoCopiesAreAddedAndStatisticsAveraged() throws InterruptedException {
    try (Nlrn network = network();
        Nlrn first = network();
        Nlrn second = network();
        Replicas replicas = new Replicas(network, 2)) {
      assertThat(replicas.count()).isEqualTo(2);
      double loss = replicas.run(ReplicasTest::work);
      double expectedLoss = work(first, 0) + work(second, 1);
      assertThat(loss).isCloseTo(expectedLoss, within(1e-6 * loss));
      float[] gradient = gradient(first);
      float[] statistics = statistics(first);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += gradient(second)[i];
      }
      for (int i = 0; i < statistics.length; i++) {
        statistics[i] = (statistics[i] + statistics(second)[i]) / 2;
      }
      assertClose(gradient(network), gradient);
      assertClose(statistics(network), statistics);
    }
  }

  @Test
  void eachRunBeginsWithTheNetworksWeightsAndNoGradient() throws InterruptedException {
    try (Nlrn network = network();
        Nlrn alone = network();
        Replicas replicas = new Replicas(network, 2)) {
      replicas.run(ReplicasTest::work);
      try (TensorScope scope = TensorScope.withoutGradients()) {
        network.parameters().trained().mulInPlace(0.5);
        alone.parameters().trained().mulInPlace(0.5);
        alone.parameters().statistics().copyInPlace(network.parameters().statistics());
      }
      replicas.run((replica, index) -> index == 0 ? work(replica, 0) : 0);
      work(alone, 0);
      assertClose(gradient(network), gradient(alone));
    }
  }

  @Test
  void runsAreRepeatableBitForBit() throws InterruptedException {
    try (Nlrn network = network();
        Replicas replicas = new Replicas(network, 3)) {
      replicas.run(ReplicasTest::work);
      float[] before = gradient(network);
      for (int i = 0; i < 10; i++) {
        replicas.run(ReplicasTest::work);
        assertThat(gradient(network)).containsExactly(before);
      }
    }
  }

  @Test
  void whatNoCopyChangesStaysAsItIsBitForBit() throws InterruptedException {
    try (Network network =
            Networks.create(new RnanConfig(3, 2, 2, Normalization.KEYS, 2), Device.CPU, 1);
        Replicas replicas = new Replicas(network, 3)) {
      float[] meanOfColors = network.parameters().statistics().toFloats();
      assertThat(meanOfColors).contains((float) (0.4488 * 255 / 256));
      for (int i = 0; i < 20; i++) {
        replicas.run((replica, index) -> 0);
      }
      assertThat(network.parameters().statistics().toFloats()).containsExactly(meanOfColors);
    }
  }

  @Test
  void copiesWorkAtOnceOnThreadsOfTheirOwn() throws InterruptedException {
    try (Nlrn network = network();
        Replicas replicas = new Replicas(network, 2)) {
      CountDownLatch both = new CountDownLatch(2);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      replicas.run(
          (replica, index) -> {
            threads.add(Thread.currentThread());
            both.countDown();
            await(both);
            return 0;
          });
      assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void aFailureOfOneCopyIsReported() {
    try (Nlrn network = network();
        Replicas replicas = new Replicas(network, 2)) {
      assertThatThrownBy(
              () ->
                  replicas.run(
                      (replica, index) -> {
                        if (index == 1) {
                          throw new ArithmeticException("no gradient");
                        }
                        return 0;
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a training step failed")
          .hasCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void closingWaitsForCopiesThatStillWorkAfterAnInterrupt() throws InterruptedException {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    boolean[] finished = new boolean[1];
    try (Nlrn network = network()) {
      Replicas replicas = new Replicas(network, 1);
      Thread main = Thread.currentThread();
      assertThatThrownBy(
              () ->
                  replicas.run(
                      (replica, index) -> {
                        working.countDown();
                        main.interrupt();
                        awaitDespiteInterrupts(closing);
                        finished[0] = work(replica, 0) > 0;
                        return 0;
                      }))
          .isInstanceOf(InterruptedException.class);
      await(working);
      Thread closer = new Thread(replicas::close);
      closer.start();
      Thread.sleep(50);
      assertThat(closer.isAlive()).isTrue();
      closing.countDown();
      closer.join();
      assertThat(finished[0]).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitDespiteInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private static Nlrn network() {
    return new Nlrn(
        new NlrnConfig(
            1,
            false,
            4,
            2,
            2,
            5,
            NlrnConfig.PAPER.affinity(),
            true,
            1,
            true,
            NlrnConfig.PAPER.border(),
            1,
            1),
        Device.CPU,
        1);
  }

  /** Backpropagates the squares of what the network makes of noise, other noise for each part. */
  private static double work(Network network, int part) {
    Random random = new Random(part);
    float[] noise = new float[PATCHES * SIDE * SIDE];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor input = Tensor.of(noise, Device.CPU, PATCHES, 1, SIDE, SIDE);
      Tensor loss =
          network.forward(input, new Pass(Precision.FP32, true, Pass.Reach.PATCH)).square().sum();
      loss.backward();
      return loss.item();
    }
  }

  private static float[] gradient(Nlrn network) {
    return network.parameters().gradient().toFloats();
  }

  private static float[] statistics(Nlrn network) {
    return network.parameters().statistics().toFloats();
  }

  private static void assertClose(float[] found, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    assertThat(found).containsExactly(expected, within(1e-6f * largest));
  }
}
