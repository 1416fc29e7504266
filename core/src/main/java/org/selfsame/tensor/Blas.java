package org.selfsame.tensor;

import org.bytedeco.openblas.global.openblas;

/**
 * The library that multiplies float32 and float64 matrices for libtorch, OpenBLAS. Its threads are
 * its own and serve one product at a time: products that several threads start at once wait for
 * each other, tens of times longer than they take.
 */
final class Blas {
  private static int serialWorks;
  private static int threads;

  private Blas() {}

  /** Lets each product run on the thread that starts it, until {@link #endSerial}. */
  static synchronized void beginSerial() {
    if (serialWorks++ == 0) {
      int last = openblas.blas_get_num_threads(); // -1 if nobody has set it
      threads = last > 0 ? last : Runtime.getRuntime().availableProcessors();
      openblas.blas_set_num_threads(1);
    }
  }

  /** Ends what as many calls of {@link #beginSerial} have begun. */
  static synchronized void endSerial() {
    if (--serialWorks == 0) {
      openblas.blas_set_num_threads(threads);
    }
  }
}
