package org.selfsame.lab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.selfsame.model.Model;
import org.selfsame.network.Networks;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.Tiling;
import org.selfsame.task.Denoise;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

class RestorationBenchmarkTest {
  private static final ImageSize SIZE = new ImageSize(20, 13);

  private final Model model =
      Model.of(
          "tiny",
          new Nlrn(
              (NlrnConfig)
                  Networks.config(
                      NlrnConfig.NAME,
                      "{\"channels\": 4, \"embedding\": 2, \"steps\": 1, \"neighborhood\": 5}"),
              Device.CPU,
              1),
          new Denoise(30, 30)); // not the level that others are measured at

  private final RestorationBenchmark benchmark =
      new RestorationBenchmark(
          model, new RestorationBenchmark.Options(3, 12, Tiling.AUTO, MemoryBudget.AUTO));

  @AfterEach
  void free() {
    model.close();
  }

  @Test
  void theWholeImageIsRestoredOnceMoreThanRunsCount() {
    List<String> progress = new ArrayList<>();
    Measurement row =
        benchmark.measure(
            SIZE,
            Protocol.WHOLE,
            Precision.BF16,
            (done, total) -> progress.add(done + "/" + total));
    assertThat(row.size()).isEqualTo(SIZE);
    assertThat(row.timed()).isEqualTo(SIZE);
    assertThat(row.scale()).isEqualTo(1);
    assertThat(row.protocol()).isEqualTo(Protocol.WHOLE);
    assertThat(row.precision()).isEqualTo(Precision.BF16);
    assertThat(row.runs()).hasSize(3).allMatch(seconds -> seconds > 0);
    assertThat(progress).containsExactly("1/4", "2/4", "3/4", "4/4");
    assertThat(row.necessaryFlop()).isEqualTo(model.network().cost().necessaryFlop(13, 20));
  }

  @Test
  void overlappedIsTimedOnACropAndScaledByTheNumberOfPatches() {
    Measurement row =
        benchmark.measure(SIZE, Protocol.OVERLAPPED, Precision.FP32, ProgressListener.NONE);
    assertThat(row.size()).isEqualTo(SIZE);
    assertThat(row.timed()).isEqualTo(new ImageSize(12, 12));
    // Of 5 pixels at a stride of 7: at 0, 7, 14, 15 and 0, 7, 8; in the crop at 0, 7 both ways.
    assertThat(row.scale()).isEqualTo(4 * 3 / 4.0);
    assertThat(row.necessaryFlop()).isEqualTo(model.network().cost().necessaryFlop(13, 20));
  }

  @Test
  void thePeakIsMeasuredOnceForEachPrecision() {
    Measurement first =
        benchmark.measure(SIZE, Protocol.WHOLE, Precision.FP32, ProgressListener.NONE);
    Measurement second =
        benchmark.measure(SIZE, Protocol.OVERLAPPED, Precision.FP32, ProgressListener.NONE);
    assertThat(first.peak().precision()).isEqualTo(Precision.FP32);
    assertThat(second.peak()).isSameAs(first.peak());
  }

  @Test
  void aModelThatDoesNotFitTheMemoryIsFoundBeforeTheWork() {
    RestorationBenchmark small =
        new RestorationBenchmark(
            model, new RestorationBenchmark.Options(3, 12, Tiling.AUTO, new MemoryBudget(1000)));
    assertThatThrownBy(() -> small.requireFitting(Protocol.WHOLE, Precision.FP32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memory of 1000: model tiny needs");
    benchmark.requireFitting(Protocol.WHOLE, Precision.FP32);
  }

  @Test
  void anOptionThatMakesNoSenseIsRefused() {
    assertThatThrownBy(
            () -> new RestorationBenchmark.Options(0, 96, Tiling.AUTO, MemoryBudget.AUTO))
        .hasMessage("0 runs: expected at least 1");
    assertThatThrownBy(() -> new RestorationBenchmark.Options(1, 0, Tiling.AUTO, MemoryBudget.AUTO))
        .hasMessage("a crop of 0 pixels: expected at least 1");
  }
}
