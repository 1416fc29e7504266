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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.GaussianNoise.Form;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.data.TrainingData.Named;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.quality.Psnr;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.WeightArray;

class ValidationTest {
  private static final List<Named> IMAGES =
      List.of(
          new Named("a.png", Textures.image(40, 30, 1, 1)),
          new Named("b.png", Textures.image(12, 50, 1, 2)));

  private static final List<Named> COLOR_IMAGES =
      List.of(
          new Named("a.png", Textures.image(40, 30, 3, 1)),
          new Named("b.png", Textures.image(14, 50, 3, 2)));

  private static final String RNAN =
      "network: {type: rnan, imageChannels: 1, features: 4, blocks: 2}";
  private static final String RNAN_OF_COLOR =
      "network: {type: rnan, imageChannels: 3, features: 4, blocks: 2}";

  @TempDir private Path folder;

  @Test
  void aNetworkThatChangesNothingHasTheNoisesPsnrOverImagesAndLevels() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "task: {sigmaMin: 0, sigmaMax: 55}",
            "validation.crop: 20",
            "validation.levels: [15, 50]",
            "seed: 9");
    List<Image> middles =
        List.of(
            IMAGES.get(0).image().crop(10, 5, 20, 20), IMAGES.get(1).image().crop(0, 15, 12, 20));
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      for (double sigma : new double[] {15, 50}) {
        Image noisy =
            new GaussianNoise(sigma, 9, Form.FLOAT).degrade(middles.get(i), IMAGES.get(i).name());
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
            folder, "task: {type: upscale, scales: [2, 3]}", "validation.levels: [2, 3]");
    double expected = 0;
    for (Named named : IMAGES) {
      Image image = named.image();
      Image middle = image.crop((image.width() - 12) / 2, (image.height() - 12) / 2, 12, 12);
      for (int scale : new int[] {2, 3}) {
        Image reduced = Resampling.resizeLevels(middle, 12 / scale, 12 / scale);
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
  void noiseOfEightBitsIsMeasuredAsItIsTrainedOn() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            RNAN,
            "task: {sigmaMin: 70, sigmaMax: 70}",
            "patches.noise: EIGHT_BIT",
            "validation.levels: [70]");
    double expected = 0;
    for (Named named : IMAGES) {
      Image middle = middle(named.image(), 12);
      Image noisy = new GaussianNoise(70, 0, Form.EIGHT_BIT).degrade(middle, named.name());
      expected += Psnr.of(noisy, middle) / 2;
    }
    assertThat(psnrOfNoChange(config, IMAGES)).isCloseTo(expected, within(1e-3));
  }

  @Test
  void aNetworkThatChangesNothingHasThePsnrOfJpegOverImagesAndQualities() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            RNAN,
            "task: {type: deblock, qualityMin: 5, qualityMax: 60}",
            "validation.crop: 21",
            "validation.levels: [5, 50]");
    double expected = 0;
    for (Named named : IMAGES) {
      Image middle = middle(named.image(), 21);
      for (int quality : new int[] {5, 50}) {
        expected += Psnr.of(new JpegCompression(quality).degrade(middle, ""), middle) / 4;
      }
    }
    assertThat(psnrOfNoChange(config, IMAGES)).isCloseTo(expected, within(1e-3));
  }

  @Test
  void aNetworkThatChangesNothingHasThePsnrOfTheMosaicItself() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            RNAN_OF_COLOR,
            "task: {type: demosaic, pattern: GBRG}",
            "validation.crop: 15",
            "validation.levels: []");
    double expected = 0;
    for (Named named : COLOR_IMAGES) {
      Image middle = middle(named.image(), 15);
      Image mosaic = new BayerMosaic(BayerMosaic.Pattern.GBRG).degrade(middle, "");
      expected += Psnr.of(mosaic, middle) / 2;
    }
    assertThat(psnrOfNoChange(config, COLOR_IMAGES)).isCloseTo(expected, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void aNetworkThatEnlargesIsGivenTheReducedImageAndComparedInColorWithinTheBorder(int scale)
      throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            RNAN_OF_COLOR.replace("}", ", scale: " + scale + "}"),
            "task: {type: upscale, scales: [" + scale + "]}",
            "patches.size: 4",
            "validation.crop: 14",
            "validation.levels: [" + scale + "]");
    int side = 14 - 14 % scale;
    double expected = 0;
    try (Network network = Networks.create(config.network(), Device.CPU, 5)) {
      for (Named named : COLOR_IMAGES) {
        Image cropped = middle(named.image(), 14);
        Image clean = cropped.crop(0, 0, side, cropped.height() - cropped.height() % scale);
        Image reduced =
            Resampling.resizeLevels(clean, clean.width() / scale, clean.height() / scale);
        Image restored = new NetworkRestoration(network, 0, Precision.FP32).restore(reduced);
        expected += Psnr.of(withoutBorder(restored, scale), withoutBorder(clean, scale)) / 2;
      }
      Validation validation = new Validation(config, COLOR_IMAGES);
      assertThat(validation.psnr(network, Precision.FP32, () -> false))
          .isCloseTo(expected, within(1e-6));
    }
  }

  private static Image withoutBorder(Image image, int border) {
    return image.crop(border, border, image.width() - 2 * border, image.height() - 2 * border);
  }

  private static Image middle(Image image, int side) {
    int width = Math.min(side, image.width());
    int height = Math.min(side, image.height());
    return image.crop((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }

  private static double psnrOfNoChange(TrainingConfig config, List<Named> images) throws Exception {
    try (Network network = identity(config)) {
      return new Validation(config, images).psnr(network, Precision.FP32, () -> false);
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
    Network network = Networks.create(config.network(), Device.CPU, 0);
    Map<String, WeightArray> weights = new LinkedHashMap<>(network.parameters().toArrays());
    String last = config.network() instanceof NlrnConfig ? "output_conv.weight" : "tail.0.weight";
    Arrays.fill(weights.get(last).values(), 0);
    network.parameters().load(weights, "identity");
    return network;
  }
}
