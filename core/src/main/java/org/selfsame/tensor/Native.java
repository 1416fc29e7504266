package org.selfsame.tensor;

import java.io.IOException;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch once, with an error that says what to do where it has no build. */
final class Native {
  /**
   * Libraries as JavaCPP names them, those of all systems, each before what needs it. JavaCPP
   * itself would load libtorch.so before libtorch_cpu.so: then the linker looks for the latter, and
   * finds one that is half unpacked, or another version that the system has somewhere.
   */
  private static final List<String> BEFORE_TORCH =
      List.of("gomp@.1", "iomp5", "uv", "asmjit", "fbgemm", "c10", "torch_cpu");

  private static volatile boolean loaded;

  private Native() {}

  static void load() {
    Holder.touch();
  }

  /** Returns whether it has been loaded already. */
  static boolean isLoaded() {
    return loaded;
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
        NativeCache.choose();
        Loader.load(openblas.class);
        ClassProperties properties =
            Loader.loadProperties(torch.class, Loader.loadProperties(), true);
        for (String library : BEFORE_TORCH) {
          load(library, properties);
        }
        torch.get_num_threads();
      } catch (IOException e) {
        throw new IllegalStateException("libtorch could not be unpacked: " + e.getMessage(), e);
      } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
        throw new IllegalStateException(
            "libtorch could not be loaded for "
                + Loader.getPlatform()
                + ": expected its natives (org.bytedeco:pytorch with classifier "
                + Loader.getPlatform()
                + ") on the class path, or on the module path with --add-modules ALL-MODULE-PATH,"
                + " and a folder to unpack them to and run them from (~/.javacpp/cache, or -D"
                + NativeCache.PROPERTY
                + "=FOLDER); cause: "
                + e.getMessage(),
            e);
      }
      loaded = true;
    }

    static void touch() {}

    /** Loads a library from our jars, never from the system. */
    private static void load(String library, ClassProperties properties) throws IOException {
      Optional<URL> ours =
          Arrays.stream(Loader.findLibrary(torch.class, properties, library))
              .filter(url -> !url.getProtocol().equals("file"))
              .findFirst();
      // The mark "#" keeps JavaCPP from trying the system's if ours fails.
      if (ours.isPresent()
          && Loader.loadLibrary(torch.class, new URL[] {ours.get()}, library + "#") == null) {
        System.load(Loader.cacheResource(ours.get()).getPath()); // says why it failed
      }
    }
  }
}
