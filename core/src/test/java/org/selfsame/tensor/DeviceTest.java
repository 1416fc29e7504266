package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @ParameterizedTest
  @CsvSource({"cuda, 0", "cuda:0, 0", "cuda:7, 7", "cuda:42, 42"})
  void namesOfDevicesAreRead(String text, int index) {
    assertThat(Device.parse(text)).isEqualTo(new Device.Cuda(index));
    assertThat(Device.parse("cpu")).isEqualTo(new Device.Processor()).isEqualTo(Device.CPU);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gpu",
        "CPU ",
        "cuda:",
        "cuda:-1",
        "cuda:100",
        "cuda:1.5",
        "cpu:0",
        "xcuda",
        "cuda0"
      })
  void otherTextIsRefusedWithWhatIsExpected(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device '" + text + "': expected cpu, cuda or cuda:N (N from 0)");
  }

  @Test
  void aDeviceIsWrittenAsItIsRead() {
    assertThat(Device.CPU).hasToString("cpu");
    assertThat(Device.cuda(3)).hasToString("cuda:3");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -2, 100})
  void cudaDevicesAreNumberedFrom0To99(int index) {
    assertThatThrownBy(() -> Device.cuda(index))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CUDA device " + index + ": expected 0 to 99");
  }

  @Test
  void theBestDeviceIsAvailable() {
    Device best = Device.best();
    assertThat(best.requireAvailable()).isEqualTo(best);
    assertThat(best.isCuda()).isEqualTo(Device.cudaAvailable());
    assertThat(Device.CPU.requireAvailable()).isEqualTo(Device.CPU);
  }

  @Test
  void threadsAreLimitedForTheThreadThatAsks() throws InterruptedException {
    int ours = Device.processorThreads();
    AtomicInteger theirs = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              Device.limitThreads(ours + 2);
              theirs.set(Device.processorThreads());
              Device.limitThreads(ours); // which later threads take over
            });
    thread.start();
    thread.join();
    assertThat(theirs).hasValue(ours + 2);
    assertThat(Device.processorThreads()).isEqualTo(ours);
    assertThatThrownBy(() -> Device.limitThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 threads: expected at least 1");
  }

  @Test
  void aDeviceThatIsMissingIsRefusedBeforeLibtorchIsAsked() {
    // No machine has a hundred of them.
    Device missing = Device.cuda(99);
    assertThatThrownBy(missing::requireAvailable)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device cuda:99 is not")
        .hasMessageContaining("expected");
    assertThatThrownBy(() -> Tensor.zeros(Precision.FP32, missing, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device cuda:99 is not");
  }
}
