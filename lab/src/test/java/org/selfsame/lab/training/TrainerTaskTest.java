package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.training.Trainer.Start;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.WeightArray;

/** Every task, with networks so small that they learn a little of it in a second. */
class TrainerTaskTest {
  private static final String GRAY =
      "network: {type: rnan, imageChannels: 1, features: 4, blocks: 2}";
  private static final String COLOR =
      "network: {type: rnan, imageChannels: 3, features: 4, blocks: 2}";
  private static final String DOUBLING =
      "network: {type: rnan, imageChannels: 3, features: 4, blocks: 2, scale: 2}";
  private static final String DNCNN = "network: {type: dncnn, features: 8, layers: 3}";

  private static final String FOLDED =
      "network: {type: plain, features: 16, layers: 3, fold: 2, noiseChannel: true, residual: false}";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        GRAY + "|task: {sigmaMin: 50, sigmaMax: 50}|[50]|EIGHT_BIT|MSE|1|3",
        COLOR + "|task: {sigmaMin: 50, sigmaMax: 50}|[50]|FLOAT|MSE|2|1.5",
        DNCNN + "|task: {sigmaMin: 50, sigmaMax: 50}|[50]|FLOAT|MSE|2|3",
        FOLDED + "|task: {sigmaMin: 40, sigmaMax: 50}|[50]|FLOAT|MSE|2|2",
        GRAY + "|task: {type: deblock, qualityMin: 5, qualityMax: 10}|[5]|FLOAT|MSE|2|0.3",
        COLOR + "|task: {type: demosaic, pattern: GRBG}|[]|FLOAT|MSE|1|6",
        GRAY + "|task: {type: upscale, scales: [2]}|[2]|FLOAT|MSE|1|0.3",
        DOUBLING + "|task: {type: upscale, scales: [2]}|[2]|FLOAT|L1|2|3",
      })
  void aTinyNetworkLearnsTheTaskOnImagesThatItHasNotSeen(
      String network,
      String task,
      String levels,
      String noise,
      String loss,
      int workers,
      double gain)
      throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            network,
            task,
            "validation.levels: " + levels,
            "patches.noise: " + noise,
            "optimizer.loss: " + loss,
            "compute.workers: " + workers,
            "patches.batch: 8",
            "patches.size: 10",
            "budget.maxSteps: 80",
            "optimizer.learningRate: 0.01",
            "optimizer.schedule: COSINE",
            "optimizer.warmupSteps: 5",
            "optimizer.clipNorm: 5",
            "validation.steps: 20",
            "validation.crop: 20",
            "seed: 3");
    TrainingData data = TinyTraining.data(config);
    List<Progress> reports = new ArrayList<>();
    try (Trainer trainer = new Trainer(config, data, Start.NEW)) {
      trainer.run(reports::add);
    }
    Progress last = reports.get(reports.size() - 1);
    assertThat(last.validationPsnr()).isGreaterThan(psnrOfNoWeights(config, data) + gain);
    assertThat(last.trainPsnr()).isGreaterThan(reports.get(0).trainPsnr() + 0.5);
    try (Model model = Model.load(Path.of(config.output(), "model.safetensors"), Device.CPU)) {
      assertThat(model.task()).isEqualTo(config.task());
      assertThat(model.network().config()).isEqualTo(config.network());
    }
  }

  /** With a last layer that adds nothing: the degraded image, or one of the mean color. */
  private static double psnrOfNoWeights(TrainingConfig config, TrainingData data) throws Exception {
    try (Network network = Networks.create(config.network(), Device.CPU, 0)) {
      Map<String, WeightArray> weights = new LinkedHashMap<>(network.parameters().toArrays());
      List<String> names = List.copyOf(weights.keySet());
      for (String ofLastLayer : names.subList(names.size() - 2, names.size())) {
        Arrays.fill(weights.get(ofLastLayer).values(), 0);
      }
      network.parameters().load(weights, "no weights");
      return new Validation(config, data.validation()).psnr(network, Precision.FP32, () -> false);
    }
  }

  @Test
  void twoWorkersTakeTheStepOfOneWhereNothingIsNormalizedByTheBatch() throws Exception {
    float[] alone = firstGradient(DOUBLING, 1);
    float[] shared = firstGradient(DOUBLING, 2);
    float largest = 0;
    for (float value : alone) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    assertThat(shared).containsExactly(alone, within(1e-5f * largest));
  }

  private float[] firstGradient(String network, int workers) throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            network,
            "task: {type: upscale, scales: [2]}",
            "validation.levels: [2]",
            "optimizer.loss: L1",
            "compute.workers: " + workers,
            "optimizer.clipNorm: 0",
            "budget.maxSteps: 1",
            "output: '" + folder.resolve("workers" + workers) + "'");
    return TinyTraining.train(config).state().get("adam.mean");
  }

  @Test
  void anRnanBeginsWithTheWeightsOfAnother() throws Exception {
    TrainingConfig first =
        TinyTraining.config(
            folder,
            GRAY,
            "task: {type: deblock, qualityMin: 10, qualityMax: 40}",
            "validation.levels: [10]",
            "budget.maxSteps: 3");
    Map<String, WeightArray> given = TinyTraining.train(first).model();
    Path model = folder.resolve("first.safetensors");
    Files.move(Path.of(first.output(), "model.safetensors"), model);
    TrainingConfig second =
        TinyTraining.config(
            folder,
            GRAY,
            "task: {sigmaMin: 10, sigmaMax: 30}",
            "initFrom: '" + model + "'",
            "optimizer.learningRate: 1.0e-30", // which no weight feels
            "optimizer.averageDecay: 0.9",
            "seed: 8",
            "budget.maxSteps: 1",
            "output: '" + folder.resolve("second") + "'");
    List<String> notices = new ArrayList<>();
    try (Trainer trainer = new Trainer(second, TinyTraining.data(second), Start.NEW)) {
      trainer.run(
          new TrainingListener() {
            @Override
            public void progress(Progress progress) {}

            @Override
            public void notice(String message) {
              notices.add(message);
            }
          });
    }
    assertThat(notices)
        .containsExactly("began with %1$d of %1$d arrays of %2$s".formatted(given.size(), model));
    assertThat(TinyTraining.latest(second).model()).isEqualTo(given);
  }
}
