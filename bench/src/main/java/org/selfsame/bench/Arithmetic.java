package org.selfsame.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Figures that JMH reports beside the calls per second, each as a rate per second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Arithmetic {
  /** Billions of floating-point operations; a multiplication and an addition count as two. */
  public double gflop;
}
