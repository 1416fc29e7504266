package org.selfsame.cli.option;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When the JVM is told to exit (Ctrl-C, SIGTERM), asks the work to stop and holds up the exit until
 * this is closed.
 */
public final class ExitWait implements AutoCloseable {
  private static final int LONGEST_SECONDS = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean asked;
  private Thread hook;

  /** From now on, an exit makes the request and waits. */
  public void onExit(Runnable request) {
    hook =
        new Thread(
            () -> {
              asked = true;
              request.run();
              awaitEnd();
            },
            "exit");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      if (!ended.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "selfsame: not stopped within " + LONGEST_SECONDS + " s; the last checkpoint is kept");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the JVM is exiting and the work was asked to stop. */
  public boolean isAsked() {
    return asked;
  }

  @Override
  public void close() {
    ended.countDown();
    if (hook != null && !asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The exit has just begun and has nothing to wait for.
      }
    }
  }
}
