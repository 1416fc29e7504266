package org.selfsame.tensor;

import org.bytedeco.javacpp.Pointer;

/** Counts what is alive in native memory. */
public final class NativeObjects {
  private NativeObjects() {}

  /** Returns the number of tensors and other native objects that nobody has freed yet. */
  public static long count() {
    Native.load();
    return Pointer.totalCount();
  }
}
