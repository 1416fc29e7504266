package org.selfsame.tensor;

import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack.SetNumThreads;

/**
 * OpenBLAS, which multiplies float32 and float64 matrices for libtorch. It has its own threads,
 * which serve one product at a time: products that several threads start at once wait for each
 * other, on busy cores tens of times longer than they take.
 */
final class Blas {
  /** The number that OpenBLAS starts with. */
  private static final int THREADS =
      Stream.of("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
          .map(System::getenv)
          .filter(Objects::nonNull)
          .filter(text -> text.matches("[1-9]\\d{0,3}"))
          .map(Integer::valueOf)
          .findFirst()
          .orElseGet(() -> Runtime.getRuntime().availableProcessors());

  private static int serialWorks;

  /**
   * The binding's own method looks the function up at each call, which takes half a millisecond.
   */
  private static final class Function extends SetNumThreads {
    private static final Function INSTANCE = find();

    private static Function find() {
      Native.load();
      Pointer address = Loader.addressof("openblas_set_num_threads");
      if (address == null) {
        return null; // a libtorch with another library
      }
      Function function = new Function().retainReference();
      function.put(address);
      return function;
    }
  }

  private Blas() {}

  /** Lets each product run on the thread that starts it, until {@link #endSerial}. */
  static synchronized void beginSerial() {
    if (serialWorks++ == 0) {
      setThreads(1);
    }
  }

  /** Undoes a {@link #beginSerial}; after the last one products are shared by all threads again. */
  static synchronized void endSerial() {
    if (--serialWorks == 0) {
      setThreads(THREADS);
    }
  }

  private static void setThreads(int threads) {
    if (Function.INSTANCE != null) {
      Function.INSTANCE.call(threads);
    }
  }
}
