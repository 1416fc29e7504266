package org.selfsame.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has an exit of the JVM (Ctrl-C, SIGTERM) ask for the end of what is being done, and wait for it
 * until this is closed.
 */
final class ExitWait implements AutoCloseable {
  private static final int LONGEST_SECONDS = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean asked;
  private Thread hook;

  /** Begins to wait for what is asked to end by a request. */
  void onExit(Runnable request) {
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
            "selfsame: not stopped within " + LONGEST_SECONDS + " s; the last checkpoint stays");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the JVM is exiting, and what is done was asked to end. */
  boolean isAsked() {
    return asked;
  }

  @Override
  public void close() {
    ended.countDown();
    if (hook != null && !asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The exit has just begun; it has nothing to wait for.
      }
    }
  }
}
