package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSamplerTest {
  private static final int PIXELS = 81;

  @TempDir private Path folder;

  @Test
  void theSameSeedAndStepGiveTheSameBatch() throws IOException {
    Batch first = sampler("seed: 5").sample(7);
    Batch second = sampler("seed: 5").sample(7);
    assertThat(second.step()).isEqualTo(7);
    assertThat(second.input()).containsExactly(first.input());
    assertThat(second.clean()).containsExactly(first.clean());
  }

  @Test
  void anotherSeedOrStepGivesAnotherBatch() throws IOException {
    Set<Float> firstSamples = new HashSet<>();
    for (int seed = 0; seed < 10; seed++) {
      BatchSampler sampler = sampler("seed: " + seed);
      for (int step = 0; step < 50; step++) {
        firstSamples.add(sampler.sample(step).input()[0]);
      }
    }
    assertThat(firstSamples).hasSizeGreaterThan(495);
  }

  @Test
  void theNoiseIsWhiteGaussianOfTheLevelNeitherClippedNorRounded() throws IOException {
    Batch batch =
        sampler(
                "patches.batch: 400",
                "task: {sigmaMin: 50, sigmaMax: 50}",
                "validation.levels: [50]")
            .sample(0);
    double sigma = 50 / 255.0;
    double mean = 0;
    double squares = 0;
    double neighbors = 0;
    int beyondTwo = 0;
    int outside = 0;
    int n = batch.input().length;
    double before = 0;
    for (int i = 0; i < n; i++) {
      double noise = (batch.input()[i] - batch.clean()[i]) / sigma;
      mean += noise / n;
      squares += noise * noise / n;
      neighbors += noise * before / n;
      beyondTwo += Math.abs(noise) > 2 ? 1 : 0;
      outside += batch.input()[i] < 0 || batch.input()[i] > 1 ? 1 : 0;
      before = noise;
    }
    // 5 standard errors each.
    double error = 5 / Math.sqrt(n);
    assertThat(mean).isCloseTo(0, within(error));
    assertThat(squares).isCloseTo(1, within(Math.sqrt(2) * error));
    assertThat(neighbors).isCloseTo(0, within(error));
    assertThat((double) beyondTwo / n).isCloseTo(0.0455, within(0.21 * error));
    assertThat(outside).isPositive();
  }

  @Test
  void theNoiseChannelHoldsTheLevelOfItsPatch() throws IOException {
    int patches = 300;
    Batch batch =
        sampler(
                "network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5, noiseChannel: true}",
                "task: {sigmaMin: 10, sigmaMax: 60}",
                "patches.batch: " + patches)
            .sample(3);
    assertThat(batch.input()).hasSize(2 * patches * PIXELS);
    assertThat(batch.clean()).hasSize(patches * PIXELS);
    double lowest = 255;
    double highest = 0;
    double sum = 0;
    for (int p = 0; p < patches; p++) {
      float level = batch.input()[(2 * p + 1) * PIXELS];
      double squares = 0;
      for (int i = 0; i < PIXELS; i++) {
        assertThat(batch.input()[(2 * p + 1) * PIXELS + i]).isEqualTo(level);
        double noise = batch.input()[2 * p * PIXELS + i] - batch.clean()[p * PIXELS + i];
        squares += noise * noise / PIXELS;
      }
      assertThat(Math.sqrt(squares) / level).isBetween(0.6, 1.4);
      lowest = Math.min(lowest, 255 * level);
      highest = Math.max(highest, 255 * level);
      sum += 255 * level / patches;
    }
    assertThat(lowest).isBetween(10 - 1e-4, 11.5);
    assertThat(highest).isBetween(58.5, 60 + 1e-4);
    assertThat(sum).isCloseTo(35, within(5 * 50 / Math.sqrt(12.0 * patches)));
  }

  @Test
  void withoutNoiseTheInputIsTheCleanPatch() throws IOException {
    Batch batch = sampler("task: {sigmaMin: 0, sigmaMax: 0}", "validation.levels: [0]").sample(0);
    assertThat(batch.input()).containsExactly(batch.clean());
  }

  @Test
  void colorPatchesHaveNoiseOfTheirOwnInEachChannel() throws IOException {
    Batch batch =
        sampler(
                "network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5, imageChannels: 3,"
                    + " noiseChannel: true}",
                "patches.batch: 2")
            .sample(0);
    assertThat(batch.input()).hasSize(2 * 4 * PIXELS);
    assertThat(batch.clean()).hasSize(2 * 3 * PIXELS);
    Set<Float> noise = new HashSet<>();
    for (int p = 0; p < 2; p++) {
      for (int c = 0; c < 3; c++) {
        noise.add(batch.input()[(4 * p + c) * PIXELS] - batch.clean()[(3 * p + c) * PIXELS]);
      }
      assertThat(batch.input()[(4 * p + 3) * PIXELS]).isEqualTo(25 / 255f);
    }
    assertThat(noise).hasSize(6);
  }

  private BatchSampler sampler(String... changes) throws IOException {
    TrainingConfig config = TinyTraining.config(folder, changes);
    return new BatchSampler(config, TinyTraining.data(config));
  }
}
