package org.selfsame.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What JMH tells beside the calls in a second: of each number, how much in a second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Arithmetic {
  /** Billions of floating-point operations, a multiplication and an addition being two. */
  public double gflop;
}
