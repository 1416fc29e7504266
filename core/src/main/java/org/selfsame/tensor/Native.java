package org.selfsame.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch once, with an error that says what to do where it has no build. */
final class Native {
  private Native() {}

  static void load() {
    Holder.touch();
  }

  private static final class Holder {
    private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    static {
      // JavaCPP would measure the process at each new object, and throw an OutOfMemoryError above 4
      // times the Java heap, which says nothing about how much native memory there is.
      if (System.getProperty(LIMIT) == null) {
        System.setProperty(LIMIT, "0");
      }
      try {
        torch.get_num_threads();
      } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
        throw new IllegalStateException(
            "libtorch could not be loaded for "
                + Loader.getPlatform()
                + ": expected its natives (org.bytedeco:pytorch with classifier "
                + Loader.getPlatform()
                + ") on the class path, or on the module path with --add-modules ALL-MODULE-PATH,"
                + " and a writable cache folder (~/.javacpp); cause: "
                + e.getMessage(),
            e);
      }
    }

    static void touch() {}
  }
}
