package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.model.Task;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
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

  private Path write(String config) throws IOException {
    Path file = folder.resolve("from.safetensors");
    try (Nlrn network = network(config, 1)) {
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("network", Nlrn.NAME);
      metadata.put("config", network.config().toJson());
      metadata.put("task", new Task.Denoise(0, 55).toJson());
      new WeightFile(metadata, network.parameters().toArrays()).write(file, DataType.F32);
    }
    return file;
  }

  private static Nlrn network(String config, long seed) {
    return new Nlrn(NlrnConfig.fromJson(config.replace('\'', '"')), Device.CPU, seed);
  }
}
