package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.training.Trainer.Start;

class TrainerLearningTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network: {channels: 8, embedding: 4, steps: 2, neighborhood: 9}",
        "network: {channels: 8, embedding: 4, steps: 2, neighborhood: 5, fold: 2, noiseChannel: true}"
      })
  void aTinyNetworkLearnsToDenoiseImagesThatItHasNotSeen(String network) throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            network,
            "patches.size: 10",
            "task: {sigmaMin: 50, sigmaMax: 50}",
            "validation.levels: [50]",
            "patches.batch: 8",
            "budget.maxSteps: 200",
            "optimizer.learningRate: 0.01",
            "optimizer.schedule: COSINE",
            "optimizer.warmupSteps: 10",
            "optimizer.clipNorm: 5",
            "validation.steps: 100",
            "validation.crop: 24",
            "seed: 3");
    TrainingData data = TinyTraining.data(config);
    List<Double> validated = new ArrayList<>();
    try (Trainer trainer = new Trainer(config, data, Start.NEW)) {
      trainer.run(progress -> validated.add(progress.validationPsnr()));
    }
    double noisy = 10 * Math.log10(255 * 255 / (50.0 * 50)); // 14.15 dB
    assertThat(validated.get(validated.size() - 1)).isGreaterThan(noisy + 3);
  }
}
