package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.data.TrainingData.Named;
import org.selfsame.network.Network;
import org.selfsame.quality.Psnr;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.WeightArray;

class ValidationTest {
  private static final List<Named> IMAGES =
      List.of(
          new Named("a.png", Textures.image(40, 30, 1, 1)),
          new Named("b.png", Textures.image(12, 50, 1, 2)));

  @TempDir private Path folder;

  @Test
  void aNetworkThatChangesNothingHasTheNoisesPsnrOverImagesAndLevels() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "task: {sigmaMin: 0, sigmaMax: 55}",
            "validationCrop: 20",
            "validationLevels: [15, 50]",
            "seed: 9");
    List<Image> middles =
        List.of(
            IMAGES.get(0).image().crop(10, 5, 20, 20), IMAGES.get(1).image().crop(0, 15, 12, 20));
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      for (double sigma : new double[] {15, 50}) {
        Image noisy =
            new GaussianNoise(sigma, 9, GaussianNoise.Form.FLOAT)
                .degrade(middles.get(i), IMAGES.get(i).name());
        expected += Psnr.of(noisy, middles.get(i)) / 4;
      }
    }
    try (Network network = identity(config)) {
      Validation validation = new Validation(config, IMAGES);
      assertThat(validation.psnr(network, Precision.FP32, () -> false))
          .isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void aNetworkThatChangesNothingHasThePsnrOfBicubicInterpolationWithinTheBorder()
      throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder, "task: {type: upscale, scales: [2, 3]}", "validationLevels: [2, 3]");
    double expected = 0;
    for (Named named : IMAGES) {
      Image image = named.image();
      Image middle = image.crop((image.width() - 12) / 2, (image.height() - 12) / 2, 12, 12);
      for (int scale : new int[] {2, 3}) {
        Image reduced = SampleFormat.UINT8.round(Resampling.resize(middle, 12 / scale, 12 / scale));
        Image enlarged = Resampling.resize(reduced, 12, 12);
        int side = 12 - 2 * scale;
        expected +=
            Psnr.of(enlarged.crop(scale, scale, side, side), middle.crop(scale, scale, side, side))
                / 4;
      }
    }
    try (Network network = identity(config)) {
      Validation validation = new Validation(config, IMAGES);
      assertThat(validation.psnr(network, Precision.FP32, () -> false))
          .isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void aCancelledValidationHasNoResult() throws Exception {
    TrainingConfig config = TinyTraining.config(folder);
    try (Network network = identity(config)) {
      assertThat(new Validation(config, IMAGES).psnr(network, Precision.FP32, () -> true)).isNaN();
    }
  }

  private static Network identity(TrainingConfig config) throws Exception {
    Network network = config.network().create(Device.CPU, 0);
    Map<String, WeightArray> weights = new LinkedHashMap<>(network.parameters().toArrays());
    Arrays.fill(weights.get("output_conv.weight").values(), 0);
    network.parameters().load(weights, "identity");
    return network;
  }
}
