package org.selfsame.server;

import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Computes one after the other, as the cores are one. While a work is computed, the next is read
 * and the one before is written; a large one has the memory for itself.
 */
final class Worker implements AutoCloseable {
  private static final int AT_ONCE = 3;

  private final int most;
  private final BlockingDeque<Work> waiting = new LinkedBlockingDeque<>();
  private final SynchronousQueue<Work> wasRead = new SynchronousQueue<>();
  private final SynchronousQueue<Work> wasComputed = new SynchronousQueue<>();
  private final AtomicInteger beingRead = new AtomicInteger();
  private final Semaphore memory = new Semaphore(AT_ONCE, true);
  private final List<Thread> threads;

  /**
   * @param most how many may wait
   */
  Worker(int most) {
    this.most = most;
    threads =
        List.of(
            start("reader", this::read),
            start("worker", this::compute),
            start("writer", this::write));
  }

  /** One step of works, for ever. */
  @FunctionalInterface
  private interface Step {
    void run() throws InterruptedException;
  }

  private static Thread start(String name, Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  step.run();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server stops
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void read() throws InterruptedException {
    Work work = waiting.takeFirst();
    beingRead.incrementAndGet();
    memory.acquire(places(work));
    work.read();
    wasRead.put(work);
  }

  private void compute() throws InterruptedException {
    Work work = wasRead.take();
    beingRead.decrementAndGet();
    work.compute();
    wasComputed.put(work);
  }

  private void write() throws InterruptedException {
    Work work = wasComputed.take();
    work.finish();
    memory.release(places(work));
  }

  private static int places(Work work) {
    return work.isLarge() ? AT_ONCE : 1;
  }

  /** Takes a work at the end of the queue; tells whether there was room. */
  synchronized boolean offer(Work work) {
    return !isFull() && waiting.offerLast(work);
  }

  /** Takes a work before all that wait; tells whether there was room. */
  synchronized boolean offerFirst(Work work) {
    return !isFull() && waiting.offerFirst(work);
  }

  boolean isFull() {
    return waiting.size() >= most;
  }

  /** Takes a work back that still waits; tells whether it did. */
  boolean takeBack(Work work) {
    return waiting.remove(work);
  }

  /** Returns how many are next, before those that wait: read, but not computed yet. */
  int next() {
    return beingRead.get();
  }

  /** Returns the works that wait, in their order. */
  List<Work> waiting() {
    return List.copyOf(waiting);
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    waiting.forEach(Work::drop);
  }
}
