package org.selfsame.lab.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.Parameters;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.TensorScope;

/**
 * Copies of a network that work on parts of a batch, each on one thread. On a processor this is
 * faster than one network on as many threads, whose operations are too short to share. BatchNorm
 * normalizes each part by itself.
 */
final class Replicas implements AutoCloseable {
  private final Parameters parameters;
  private final List<Network> networks = new ArrayList<>();
  private final ExecutorService executor;

  /** The work of one replica: adds its gradients, and returns its part of the loss. */
  interface Work {
    double run(Network replica, int index);
  }

  /**
   * Makes the copies.
   *
   * @param network receives the sums of gradients and the means of statistics; it stays the
   *     caller's, who closes it
   * @param count how many copies
   */
  Replicas(Network network, int count) {
    parameters = network.parameters();
    for (int i = 0; i < count; i++) {
      networks.add(Networks.create(network.config(), parameters.device(), 0));
    }
    int threads = Math.max(1, Device.processorThreads() / count);
    executor =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread =
                  new Thread(
                      () -> {
                        Device.limitThreads(threads);
                        task.run();
                      },
                      "replica");
              thread.setDaemon(true);
              return thread;
            });
  }

  int count() {
    return networks.size();
  }

  /**
   * Runs the work on each copy at once.
   *
   * @return the sum of what it returned
   * @throws IllegalStateException if the work failed
   * @throws InterruptedException if the thread is interrupted; copies may still be at work
   */
  double run(Work work) throws InterruptedException {
    List<Callable<Double>> tasks = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      int index = i;
      Network replica = networks.get(i);
      tasks.add(
          () -> {
            receive(replica.parameters());
            return work.run(replica, index);
          });
    }
    double sum = 0;
    for (Future<Double> result : executor.invokeAll(tasks)) {
      try {
        sum += result.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a training step failed", e.getCause());
      }
    }
    collect();
    return sum;
  }

  private void receive(Parameters replica) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      replica.trained().copyInPlace(parameters.trained());
      replica.statistics().copyInPlace(parameters.statistics());
      replica.gradient().fillInPlace(0);
    }
  }

  /** In the order of the copies: summed in another order, floats give another number. */
  private void collect() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      parameters.gradient().fillInPlace(0);
      for (int i = 0; i < count(); i++) {
        Parameters replica = networks.get(i).parameters();
        parameters.gradient().addInPlace(replica.gradient());
        // The mean so far, in which numbers that never change, such as the mean of colors, stay
        // exact.
        parameters.statistics().lerpInPlace(replica.statistics(), 1.0 / (i + 1));
      }
    }
  }

  /**
   * Waits for copies that are still working, as after an interrupt, before their memory is freed.
   */
  @Override
  public void close() {
    executor.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    networks.forEach(Network::close);
  }
}
