package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.lab.data.Textures;
import org.selfsame.model.Model;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Deblock;
import org.selfsame.task.Demosaic;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.task.Upscale;
import org.selfsame.tensor.Device;

/** The files that models/configs offers to train with. */
class ShippedConfigsTest {
  private static final Path CONFIGS = Path.of("..", "models", "configs");

  @TempDir private Path folder;

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyTaskOfRnanHasItsPublishedTraining() throws IOException {
    assertThat(names())
        .contains(
            "rnan-denoise-gray.yaml",
            "rnan-denoise-color.yaml",
            "rnan-demosaic.yaml",
            "rnan-jpeg.yaml",
            "rnan-sr-x2.yaml",
            "rnan-sr-x3.yaml",
            "rnan-sr-x4.yaml");
  }

  @ParameterizedTest
  @MethodSource("names")
  void aSmallNetworkCanBeTrainedByEachFile(String name) throws Exception {
    TrainingConfig shipped = TrainingConfig.read(CONFIGS.resolve(name));
    Path images = Textures.write(folder.resolve("images"), 3, 44, 40, 3);
    Map<String, Object> changes = new HashMap<>();
    changes.put("network", small(shipped.network()));
    changes.put("initFrom", "");
    changes.put(
        "data", Map.of("folders", List.of(images.toString()), "holdOut", 1, "scales", List.of(1)));
    changes.put("patches.size", 8);
    changes.put("patches.batch", 2);
    changes.put("compute.device", "cpu");
    changes.put("budget.maxSteps", 1);
    changes.put("budget.maxMinutes", 0);
    changes.put("validation.crop", 16);
    changes.put("output", folder.resolve("run").toString());
    TrainingConfig config = TrainingConfig.read(CONFIGS.resolve(name), changes);
    assertThat(TinyTraining.train(config).step()).isEqualTo(1);
    try (Model model = Model.load(folder.resolve("run/model.safetensors"), Device.CPU)) {
      assertThat(model.task()).isEqualTo(shipped.task());
    }
    assertThat(TrainingConfig.read(folder.resolve("run/config.yaml"))).isEqualTo(config);
  }

  private static Map<String, Object> small(NetworkConfig network) {
    Map<String, Object> small = new HashMap<>();
    small.put("type", network.network());
    small.put("imageChannels", network.imageChannels());
    if (network instanceof NlrnConfig nlrn) {
      small.put("noiseChannel", nlrn.noiseChannel());
      small.put("channels", 4);
      small.put("embedding", 2);
      small.put("steps", 2);
      small.put("neighborhood", 5);
    } else if (network instanceof RnanConfig rnan) {
      small.put("scale", rnan.scale());
      small.put("features", 4);
      small.put("blocks", 2);
    } else {
      assertThat(network).isInstanceOf(PlainConfig.class);
      small.put("features", 4);
      small.put("layers", 3);
    }
    return small;
  }

  @ParameterizedTest
  @CsvSource({
    "denoise-gray, 1, 1, MSE",
    "denoise-color, 3, 1, MSE",
    "demosaic, 3, 1, MSE",
    "jpeg, 1, 1, MSE",
    "sr-x2, 3, 2, L1",
    "sr-x3, 3, 3, L1",
    "sr-x4, 3, 4, L1",
  })
  void rnansPublishedSettingsAreThoseOfThePaper(
      String name, int imageChannels, int scale, Loss loss) throws IOException {
    TrainingConfig config = TrainingConfig.read(CONFIGS.resolve("rnan-" + name + ".yaml"));
    assertThat(config.network())
        .isEqualTo(new RnanConfig(imageChannels, 64, 10, Normalization.KEYS, scale));
    assertThat(config.optimizer().loss()).isEqualTo(loss);
    assertThat(config.patches().size()).isEqualTo(48);
    assertThat(config.patches().batch()).isEqualTo(16);
    assertThat(config.optimizer().rate(0, 0)).isEqualTo(1e-4);
    assertThat(config.optimizer().rate(199_999, 0.5)).isEqualTo(1e-4);
    assertThat(config.optimizer().rate(200_000, 0.5)).isEqualTo(5e-5);
    assertThat(config.optimizer().rate(1_000_000, 0.5)).isEqualTo(1e-4 / 32);
    assertThat(config.optimizer().clipNorm()).isZero();
    assertThat(config.optimizer().averageDecay()).isZero();
    assertThat(config.compute().precision()).isEqualTo("fp32");
    assertThat(config.data().scales()).containsExactly(1.0);
    assertThat(config.output()).isEqualTo("runs/rnan-" + name);
    if (config.task() instanceof Denoise) {
      assertThat(config.task()).isEqualTo(new Denoise(50, 50));
      assertThat(config.patches().noise()).isEqualTo(GaussianNoise.Form.EIGHT_BIT);
    } else if (config.task() instanceof Demosaic) {
      assertThat(config.task()).isEqualTo(new Demosaic(BayerMosaic.Pattern.GRBG));
    } else if (config.task() instanceof Deblock) {
      assertThat(config.task()).isEqualTo(new Deblock(10, 10));
    } else {
      assertThat(config.task()).isEqualTo(new Upscale(List.of(scale)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nlrn-light-step-000046911, nlrn-light-further",
    "nlrn-upscale-step-000025641, nlrn-upscale",
  })
  void aCheckpointOfAnEarlierVersionIsOfTheNetworkAndTaskOfItsConfig(String name, String config)
      throws IOException {
    Map<String, String> header =
        Checkpoint.read(CONFIGS.resolveSibling("checkpoints").resolve(name + ".safetensors"))
            .metadata();
    TrainingConfig goingOn = TrainingConfig.read(CONFIGS.resolve(config + ".yaml"));
    assertThat(Networks.config(header.get("network"), header.get("config")))
        .isEqualTo(goingOn.network());
    assertThat(Task.fromJson(header.get("task"))).isEqualTo(goingOn.task());
  }
}
