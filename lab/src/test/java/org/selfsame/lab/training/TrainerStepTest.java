package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.Pass;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** What one step does, seen in the checkpoint after it. */
class TrainerStepTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, 0, false, PATCH",
    "2, 0, true, PATCH",
    "1, 3, true, PATCH",
    "4, 5, false, PATCH",
    "2, 0, false, WINDOW"
  })
  void theGradientIsThatOfHalfTheSquaredErrorAveragedOverTheBatch(
      int workers, int lossCenter, boolean noiseChannel, String reach) throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5, noiseChannel: "
                + noiseChannel
                + "}",
            "compute.workers: " + workers,
            "optimizer.lossCenter: " + lossCenter,
            "patches.reach: " + reach,
            "optimizer.clipNorm: 0",
            "budget.maxSteps: 1");
    assertFirstGradient(config);
  }

  @ParameterizedTest
  @CsvSource({"MSE, 1, 0, 2", "L1, 1, 0, 2", "L1, 2, 6, 2", "L1, 4, 0, 3", "MSE, 2, 3, 3"})
  void theGradientOfANetworkThatEnlargesIsThatOfAllItsPixels(
      Loss loss, int workers, int lossCenter, int scale) throws Exception {
    assertFirstGradient(
        TinyTraining.config(
            folder,
            "network: {type: rnan, imageChannels: 3, features: 4, blocks: 2, scale: " + scale + "}",
            "task: {type: upscale, scales: [" + scale + "]}",
            "validation.levels: [" + scale + "]",
            "patches.size: 5",
            "optimizer.loss: " + loss,
            "compute.workers: " + workers,
            "optimizer.lossCenter: " + lossCenter,
            "optimizer.clipNorm: 0",
            "budget.maxSteps: 1"));
  }

  private static void assertFirstGradient(TrainingConfig config) throws Exception {
    float[] expected = gradient(config);
    Checkpoint checkpoint = TinyTraining.train(config);
    float[] mean = checkpoint.state().get("adam.mean"); // a tenth of the first gradient
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(10 * mean[i]).isCloseTo(expected[i], within(1e-5f * largest));
    }
    assertThat(largest).isGreaterThan(0.01f);
  }

  /** By networks of its own, one for each part of the batch, and a mask for the center. */
  private static float[] gradient(TrainingConfig config) throws Exception {
    Batch batch = new BatchSampler(config, TinyTraining.data(config)).sample(0);
    float[] sum = null;
    for (int part = 0; part < config.compute().workers(); part++) {
      float[] gradient = gradient(config, batch, part);
      if (sum == null) {
        sum = gradient;
      } else {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradient[i];
        }
      }
    }
    return sum;
  }

  private static float[] gradient(TrainingConfig config, Batch batch, int part) {
    int side = config.restoredPatch();
    int channels = config.network().imageChannels();
    int patches = config.patches().batch() / config.compute().workers();
    try (Network network = Networks.create(config.network(), Device.CPU, config.seed());
        TensorScope scope = TensorScope.open()) {
      Tensor input = part(batch.input(), part, config, config.patches().size());
      Tensor clean = part(batch.clean(), part, config, side);
      Tensor error =
          network
              .forward(input, new Pass(Precision.FP32, true, config.patches().reach()))
              .sub(clean);
      Tensor mask = Tensor.of(mask(config, patches), Device.CPU, patches, 1, side, side);
      Tensor factors =
          config.optimizer().loss() == Loss.MSE
              ? error.mul(0.5)
              : Tensor.of(signs(error.toFloats()), Device.CPU, patches, channels, side, side);
      error.mul(factors).mul(mask).sum().mul(1.0 / config.patches().batch()).backward();
      return network.parameters().gradient().toFloats();
    }
  }

  private static float[] signs(float[] errors) {
    float[] signs = new float[errors.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = Math.signum(errors[i]);
    }
    return signs;
  }

  private static Tensor part(float[] samples, int part, TrainingConfig config, int side) {
    int length = samples.length / config.compute().workers();
    int patches = config.patches().batch() / config.compute().workers();
    float[] own = Arrays.copyOfRange(samples, part * length, (part + 1) * length);
    return Tensor.of(own, Device.CPU, patches, length / patches / side / side, side, side);
  }

  private static float[] mask(TrainingConfig config, int patches) {
    int side = config.restoredPatch();
    int border =
        config.optimizer().lossCenter() == 0 ? 0 : (side - config.optimizer().lossCenter()) / 2;
    float[] mask = new float[patches * side * side];
    for (int i = 0; i < mask.length; i++) {
      int y = i / side % side;
      int x = i % side;
      boolean inside = y >= border && y < side - border && x >= border && x < side - border;
      mask[i] = inside ? 1 : 0;
    }
    return mask;
  }

  @Test
  void theFirstReportsPsnrIsThatOfTheErrorOfItsBatch() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 1");
    Batch batch = new BatchSampler(config, TinyTraining.data(config)).sample(0);
    double expected;
    try (Network network = Networks.create(config.network(), Device.CPU, config.seed());
        TensorScope scope = TensorScope.withoutGradients()) {
      Tensor restored =
          network.forward(
              part(batch.input(), 0, config, config.patches().size()),
              new Pass(Precision.FP32, true, Pass.Reach.PATCH));
      double squares = 0;
      float[] samples = restored.toFloats();
      for (int i = 0; i < samples.length; i++) {
        squares += Math.pow(samples[i] - batch.clean()[i], 2);
      }
      expected = 10 * Math.log10(samples.length / squares);
    }
    TinyTraining.train(config);
    List<Progress> rows = new TrainingLog(Path.of(config.output(), "log.csv"), 1).rows();
    assertThat(rows.get(0).trainPsnr()).isCloseTo(expected, within(1e-3));
    assertThat(rows.get(0).learningRate()).isEqualTo(1e-3);
  }

  @Test
  void averagedWeightsForgetTheUntrainedOnesQuickly() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "optimizer.averageDecay: 0.25",
            "budget.maxSteps: 3",
            "budget.checkpointMinutes: 1.0e-9");
    TinyTraining.train(config);
    double[] average;
    try (Network untrained = Networks.create(config.network(), Device.CPU, config.seed())) {
      average = toDoubles(untrained.parameters().trained().toFloats());
    }
    for (int step = 1; step <= 3; step++) {
      Checkpoint checkpoint =
          Checkpoint.read(
              Path.of(
                  config.output(), "checkpoints", "step-00000000%d.safetensors".formatted(step)));
      float[] trained = checkpoint.state().get("weights");
      double decay = Math.min(0.25, (1.0 + step) / (10 + step));
      for (int i = 0; i < average.length; i++) {
        average[i] = decay * average[i] + (1 - decay) * trained[i];
      }
      try (Network shipped = Networks.create(config.network(), Device.CPU, 0)) {
        shipped.parameters().load(checkpoint.model(), "checkpoint");
        assertThat(toDoubles(shipped.parameters().trained().toFloats()))
            .containsExactly(average, within(1e-6));
      }
    }
  }

  private static double[] toDoubles(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }
}
