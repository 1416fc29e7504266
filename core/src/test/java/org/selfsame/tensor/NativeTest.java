package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Loading and ending, in JVMs of their own. */
@EnabledOnOs(OS.LINUX)
class NativeTest {
  @TempDir private Path folder;

  /** Computes a little, and tells where libtorch comes from. */
  static final class Start {
    public static void main(String[] arguments) {
      Tensor.of(new float[] {1, 2}, Device.CPU, 2).sum();
      System.out.println(Loader.getLoadedLibraries().get("torch_cpu"));
    }
  }

  /** Ends while threads are computing. */
  static final class End {
    public static void main(String[] arguments) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(NativeExit::withoutCleanUp));
      int threads = 4;
      CountDownLatch started = new CountDownLatch(threads);
      for (int i = 0; i < threads; i++) {
        Thread thread = new Thread(() -> compute(started));
        thread.setDaemon(true);
        thread.start();
      }
      started.await();
      System.exit(43);
    }

    private static void compute(CountDownLatch started) {
      for (int i = 0; ; i++) {
        try (TensorScope scope = TensorScope.withoutGradients()) {
          Tensor.full(1, Precision.FP32, Device.CPU, 300, 300).add(1).softmax(1).sum();
        }
        if (i == 10) {
          started.countDown();
        }
      }
    }
  }

  @Test
  void anotherLibtorchOfTheSystemIsNotTaken() throws Exception {
    Native.load();
    Path ours = Path.of(Loader.getLoadedLibraries().get("c10"));
    // Any library will do: the linker goes by the name of the file.
    Files.copy(ours, folder.resolve("libtorch_cpu.so"));
    assertThat(run(Start.class, 0)).isEqualTo(ours.resolveSibling("libtorch_cpu.so").toString());
  }

  @Test
  void anExitDoesNotWaitForComputationsNorCrash() throws Exception {
    assertThat(run(End.class, 43)).isEmpty();
  }

  private String run(Class<?> program, int expectedExit) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isEqualTo(expectedExit);
    return Files.readString(out).strip();
  }
}
