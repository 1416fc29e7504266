package org.selfsame.tensor;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas.LAPACK_D_SELECT2;

/** The end of a process that has loaded libtorch. */
public final class NativeExit {
  private NativeExit() {}

  /**
   * Lets the process end without the clean-up of native libraries: libtorch's destroys what a
   * computation that still runs is using, and crashes. To be called while the JVM shuts down, from
   * a hook; elsewhere than on Linux it does nothing.
   */
  public static void withoutCleanUp() {
    if (!Native.isLoaded()) {
      return;
    }
    Pointer onExit = Loader.addressof("on_exit");
    Pointer exit = Loader.addressof("_exit");
    if (onExit != null && exit != null) {
      // on_exit(_exit, NULL): the function registered last is called first, with the exit code. The
      // binding's only functions of two pointers that return an int are of this type.
      try (PointerPointer<Pointer> address = new PointerPointer<>(1)) {
        new LAPACK_D_SELECT2(address.put(0, onExit)).call(new DoublePointer(exit), null);
      }
    }
  }
}
