package org.selfsame.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.DataType;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

class ModelTest {
  private static final NlrnConfig CONFIG = TinyModel.config(1, true);
  private static final Task TASK = new Denoise(0, 55);

  @TempDir private Path folder;

  private Map<String, String> metadata = new HashMap<>(TinyModel.metadata(CONFIG, TASK));
  private Map<String, WeightArray> weights = TinyModel.weights(CONFIG);

  @Test
  void aModelHasTheWeightsConfigAndTaskOfItsFile() throws IOException {
    Path file = write();
    try (Model model = Model.load(file, Device.CPU)) {
      assertThat(model.network().config()).isEqualTo(CONFIG);
      assertThat(model.network().parameters().toArrays()).isEqualTo(weights);
      assertThat(model.task()).isEqualTo(TASK);
      assertThat(model.name()).isEqualTo(file.toString());
      assertThat(model.card()).isEmpty();
    }
  }

  @Test
  void aModelCanBeOfANetworkThatComesFromNoFile() {
    Nlrn network = new Nlrn(CONFIG, Device.CPU, 1);
    try (Model model = Model.of("untrained", network, TASK)) {
      assertThat(model.name()).isEqualTo("untrained");
      assertThat(model.network()).isSameAs(network);
      assertThat(model.task()).isEqualTo(TASK);
      assertThat(model.card()).isEmpty();
    }
  }

  @Test
  void tensorsOfATrainingAreNoPartOfTheModel() throws IOException {
    weights.put("training.adam.mean", new WeightArray(new long[] {2}, new float[] {1, Float.NaN}));
    metadata.put("training.step", "7");
    Path file = write();
    try (Model model = Model.load(file, Device.CPU)) {
      assertThat(model.network().parameters().toArrays()).doesNotContainKey("training.adam.mean");
    }
  }

  /** As DnCNN's files were before it was one of several plain networks. */
  @Test
  void aFileOfADncnnIsReadAsOneOfAPlainNetwork() throws IOException {
    PlainConfig config = PlainConfig.dncnn(1, 4, 3);
    try (Network network = Networks.create(config, Device.CPU, 1)) {
      Path file = folder.resolve("dncnn.safetensors");
      Map<String, String> header =
          Map.of(
              "network", "dncnn",
              "config", "{\"imageChannels\":1,\"features\":4,\"layers\":3}",
              "task", "{\"type\":\"denoise\",\"sigmaMin\":25,\"sigmaMax\":25}");
      new WeightFile(header, network.parameters().toArrays()).write(file, DataType.F32);
      try (Model model = Model.load(file, Device.CPU)) {
        assertThat(model.network().config()).isEqualTo(config);
        assertThat(model.network().parameters().toArrays())
            .isEqualTo(network.parameters().toArrays());
      }
    }
  }

  @Test
  void aPlainFileWhoseChannelsDoNotFitItsFoldIsRefused() throws IOException {
    try (Network network = Networks.create(PlainConfig.dncnn(1, 4, 3), Device.CPU, 1)) {
      Path file = folder.resolve("folded.safetensors");
      Map<String, String> header =
          Map.of(
              "network", "plain",
              "config", "{\"features\":4,\"layers\":3,\"fold\":2}",
              "task", "{\"type\":\"denoise\",\"sigmaMin\":25,\"sigmaMax\":25}");
      new WeightFile(header, network.parameters().toArrays()).write(file, DataType.F32);
      assertRefused(
          file, "reads 1 channels and the last makes 1, expected 4 and 4 for fold 2 of 1 image");
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.safetensors");
    assertRefused(file, "there is no weight file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"network", "config", "task"})
  void aHeaderWithoutAKeyIsRefusedByItsName(String key) throws IOException {
    metadata.remove(key);
    assertRefused(write(), "has no '" + key + "' in its header");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "network | unet | network 'unet': expected nlrn, rnan or plain",
        "network | rnan | rnan config: unknown key 'noiseChannel'",
        "config | {'channels':0} | channels 0",
        "config | {'chanels':4} | chanels",
        "config | 12 | config",
        "task | {'type':'sharpen'} | Selfsame does not know its type",
        "task | null | it is not an object",
        "task | {'type':'denoise','sigmaMin':9,'sigmaMax':1} | sigma 9.0 to 1.0"
      })
  void aHeaderWithAWrongValueIsRefusedWithTheReason(String key, String value, String reason)
      throws IOException {
    metadata.put(key, value.replace('\'', '"'));
    assertRefused(write(), reason);
  }

  @Test
  void weightsOfAnotherConfigAreRefused() throws IOException {
    metadata.put("config", TinyModel.config(3, true).toJson());
    assertRefused(write(), "weights and config do not match");
  }

  @Test
  void aConfigOfANetworkBeyondAllMemoryIsRefusedByItsShapes() throws IOException {
    metadata.put(
        "config", "{\"noiseChannel\":true,\"channels\":4096,\"steps\":4096,\"tied\":false}");
    assertRefused(write(), "tensor input_conv.weight has shape [4, 2, 3, 3], expected [4096, 2");
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    weights.remove("psi.bias");
    assertRefused(write(), "has no tensor psi.bias");
  }

  @Test
  void anUnknownTensorIsNamed() throws IOException {
    weights.put("phi.bias", new WeightArray(new long[] {1}, new float[1]));
    assertRefused(write(), "phi.bias");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void weightsThatAreNotFiniteAreRefused(float value) throws IOException {
    weights.get("conv_a.weight").values()[5] = value;
    assertRefused(write(), "tensor conv_a.weight holds " + value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.2, 0.5, 0.999})
  void aFileThatIsCutOffIsRefused(double part) throws IOException {
    Path file = write();
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, (int) (part * content.length)));
    assertRefused(file, "");
  }

  @Test
  void aDeviceThatIsNotThereIsRefused() throws IOException {
    Path file = write();
    if (!Device.cudaAvailable()) {
      assertThatThrownBy(() -> Model.load(file, Device.cuda(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cuda:0");
    }
  }

  private Path write() throws IOException {
    return TinyModel.write(folder.resolve("tiny.safetensors"), metadata, weights);
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> Model.load(file, Device.CPU).close())
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }
}
