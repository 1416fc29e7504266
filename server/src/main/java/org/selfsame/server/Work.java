package org.selfsame.server;

/** Something to compute, in three steps. Each handles its own failures. */
interface Work {
  /** Reads what the computing needs. */
  void read();

  /** Computes: the step that takes the processor. */
  void compute();

  /** Writes what came out. */
  void finish();

  /** Returns whether it takes so much memory that nothing else should be under way. */
  boolean isLarge();

  /** It is not to be, as the server stops. */
  void drop();
}
