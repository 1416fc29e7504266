package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.model.Task;
import org.selfsame.network.Network;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.weights.DataType;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;

class InitialWeightsTest {
  private static final String TOLD =
      "{'channels':4,'embedding':2,'steps':2,'neighborhood':5,'noiseChannel':true}";
  private static final String NOT_TOLD = "{'channels':4,'embedding':2,'steps':2,'neighborhood':5}";
  private static final String WIDER = "{'channels':8,'embedding':3,'steps':2,'neighborhood':5}";

  @TempDir private Path folder;

  @Test
  void weightsOfTheSameShapeAreTakenAndTheFirstConvolutionAsFarAsItFits() throws IOException {
    Path file = write(TOLD);
    try (Nlrn from = network(TOLD, 1);
        Nlrn to = network(NOT_TOLD, 2);
        Nlrn averaged = network(NOT_TOLD, 3)) {
      String notice = new InitialWeights(file.toString()).loadInto(to, averaged);
      Map<String, WeightArray> given = from.parameters().toArrays();
      Map<String, WeightArray> taken = to.parameters().toArrays();
      assertThat(averaged.parameters().toArrays()).isEqualTo(taken);
      taken.forEach(
          (name, array) -> {
            if (!name.startsWith("input_")) {
              assertThat(array).as(name).isEqualTo(given.get(name));
            }
          });
      float[] narrow = taken.get("input_conv.weight").values();
      float[] wide = given.get("input_conv.weight").values();
      for (int output = 0; output < 4; output++) {
        for (int tap = 0; tap < 9; tap++) {
          assertThat(narrow[output * 9 + tap]).isEqualTo(wide[output * 18 + tap]);
        }
      }
      assertThat(notice).contains(file.toString(), "5 of them in part");
    }
  }

  @Test
  void aModelThatThereIsNotIsNamedAndNothingIsChanged() {
    try (Nlrn to = network(WIDER, 2)) {
      Map<String, WeightArray> before = to.parameters().toArrays();
      assertThatThrownBy(() -> new InitialWeights("no-such-model").loadInto(to, to))
          .hasMessageContaining("no-such-model");
      assertThat(to.parameters().toArrays()).isEqualTo(before);
    }
  }

  @Test
  void anRnanOfGrayImagesGivesOneOfColourAllButItsFirstAndLastConvolution() throws IOException {
    RnanConfig gray = new RnanConfig(1, 4, 3, Normalization.KEYS, 1);
    RnanConfig colour = new RnanConfig(3, 4, 3, Normalization.QUERIES, 1);
    try (Network from = gray.create(Device.CPU, 1);
        Network to = colour.create(Device.CPU, 2)) {
      String notice = new InitialWeights(write(from).toString()).loadInto(to, to);
      Map<String, WeightArray> given = from.parameters().toArrays();
      Map<String, WeightArray> taken = to.parameters().toArrays();
      given.forEach(
          (name, array) -> {
            if (!name.startsWith("head.") && !name.startsWith("tail.")) {
              assertThat(taken.get(name)).as(name).isEqualTo(array);
            }
          });
      assertThat(taken.get("head.0.bias")).isEqualTo(given.get("head.0.bias"));
      for (int output = 0; output < 4; output++) {
        for (int tap = 0; tap < 9; tap++) {
          assertThat(taken.get("head.0.weight").values()[output * 27 + tap])
              .isEqualTo(given.get("head.0.weight").values()[output * 9 + tap]);
        }
      }
      assertThat(notice).contains("3 of them in part");
    }
  }

  @Test
  void anRnanThatEnlargesOnceGivesOneThatDoesSoTwiceWhatTheyShare() throws IOException {
    try (Network from = new RnanConfig(3, 4, 2, Normalization.KEYS, 2).create(Device.CPU, 1);
        Network to = new RnanConfig(3, 4, 2, Normalization.KEYS, 4).create(Device.CPU, 2)) {
      WeightArray own = to.parameters().toArrays().get("tail.0.2.weight");
      new InitialWeights(write(from).toString()).loadInto(to, to);
      Map<String, WeightArray> taken = to.parameters().toArrays();
      assertThat(taken).containsAllEntriesOf(from.parameters().toArrays());
      assertThat(taken.get("tail.0.2.weight")).isEqualTo(own);
    }
  }

  @Test
  void aModelOfAnotherNetworkIsNamedAndNothingIsChanged() throws IOException {
    Path file = write(TOLD);
    try (Network to = new RnanConfig(1, 4, 2, Normalization.KEYS, 1).create(Device.CPU, 2)) {
      Map<String, WeightArray> before = to.parameters().toArrays();
      assertThatThrownBy(() -> new InitialWeights(file.toString()).loadInto(to, to))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("initFrom " + file)
          .hasMessageContaining("expected a model of a similar network");
      assertThat(to.parameters().toArrays()).isEqualTo(before);
    }
  }

  private Path write(String config) throws IOException {
    try (Nlrn network = network(config, 1)) {
      return write(network);
    }
  }

  private Path write(Network network) throws IOException {
    Path file = folder.resolve("from.safetensors");
    int scale = network.config().scale();
    Task task = scale == 1 ? new Task.Denoise(0, 55) : new Task.Upscale(List.of(scale));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", network.config().network());
    metadata.put("config", network.config().toJson());
    metadata.put("task", task.toJson());
    new WeightFile(metadata, network.parameters().toArrays()).write(file, DataType.F32);
    return file;
  }

  private static Nlrn network(String config, long seed) {
    return new Nlrn(NlrnConfig.fromJson(config.replace('\'', '"')), Device.CPU, seed);
  }
}
