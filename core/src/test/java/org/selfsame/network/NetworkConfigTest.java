package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

class NetworkConfigTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static Stream<NetworkConfig> configs() {
    return Stream.of(
        RandomNlrn.config("'noiseChannel': true, 'imageChannels': 3"),
        new RnanConfig(1, 8, 3, Normalization.QUERIES, 1),
        new RnanConfig(3, 4, 2, Normalization.KEYS, 3),
        PlainConfig.dncnn(3, 8, 4),
        new PlainConfig(3, 8, 4, 2, true, false, List.of()),
        new PlainConfig(1, 8, 4, 1, false, true, List.of(1, 2, 2, 1)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aWeightFilesNetworkAndConfigAreReadAsTheyWereWritten(NetworkConfig config) {
    assertThat(Networks.config(config.network(), config.toJson())).isEqualTo(config);
    assertThat(config.toJson()).doesNotContain("\"type\"");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aConfigInsideAnotherNamesItsNetwork(NetworkConfig config) throws JsonProcessingException {
    String json = MAPPER.writeValueAsString(config.typed());
    assertThat(json).startsWith("{\"type\":\"" + config.network() + "\",");
    assertThat(Networks.typedConfig(json)).isEqualTo(config);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aConfigMakesItsNetwork(NetworkConfig config) throws WeightFileException {
    try (Network untrained = Networks.create(config, Device.CPU, 7)) {
      Map<String, WeightArray> weights = untrained.parameters().toArrays();
      assertThat(untrained.config()).isEqualTo(config);
      try (Network same = Networks.create(config, Device.CPU, 7);
          Network other = Networks.create(config, Device.CPU, 8);
          Network read = Networks.create(config, Device.CPU, weights, "file")) {
        assertThat(same.parameters().toArrays()).isEqualTo(weights);
        assertThat(other.parameters().toArrays()).isNotEqualTo(weights);
        assertThat(read.parameters().toArrays()).isEqualTo(weights);
        assertThat(read.config()).isEqualTo(config);
      }
    }
  }

  @Test
  void withoutATypeItIsAnNlrn() {
    assertThat(Networks.typedConfig("{\"steps\": 8}"))
        .isEqualTo(Networks.config(NlrnConfig.NAME, "{\"steps\": 8}"));
  }

  @Test
  void missingKeysHaveTheValuesOfThePapersNetwork() {
    assertThat(Networks.typedConfig("{\"type\": \"rnan\", \"features\": 32}"))
        .isEqualTo(new RnanConfig(3, 32, 10, Normalization.KEYS, 1));
    assertThat(Networks.typedConfig("{\"layers\": 20, \"type\": \"dncnn\"}"))
        .isEqualTo(PlainConfig.dncnn(1, 64, 20));
  }

  @Test
  void whatWasWrittenAsDncnnIsReadAsPlain() {
    String json = "{\"imageChannels\":3,\"features\":4,\"layers\":5}";
    NetworkConfig config = Networks.config("dncnn", json);
    assertThat(config).isEqualTo(PlainConfig.dncnn(3, 4, 5));
    assertThat(config.network()).isEqualTo("plain");
    assertThat(Networks.config("plain", json)).isEqualTo(config);
    assertThat(Networks.typedConfig("{\"type\": \"plain\", \"fold\": 2}"))
        .isEqualTo(new PlainConfig(1, 64, 17, 2, false, true, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': 'unet'}             | network 'unet': expected nlrn, rnan or plain",
        "{'type': 'RNAN'}             | network 'RNAN': expected nlrn, rnan or plain",
        "{'type': null}               | network 'null': expected nlrn, rnan or plain",
        "{'type': 'rnan', 'steps': 8} | rnan config: unknown key 'steps'",
        "{'features': 32}             | nlrn config: unknown key 'features'",
        "{'type': 'plain', 'fold': 0} | fold 0: expected 1 to 4096",
        "{'type': 'plain', 'dilations': 2} | plain config: dilations is 2: expected a list of whole numbers",
        "{'type': 'plain', 'layers': 2, 'dilations': [1, 2.5]} | dilations is [1,2.5]: expected a list of",
        "{'type': 'plain', 'layers': 2, 'dilations': {'a': 1}} | expected a list of whole numbers",
        "{'type': 'plain', 'layers': 2, 'dilations': [1]} | dilations [1] with layers 2: expected one",
        "{'type': 'plain', 'steps': 8} | plain config: unknown key 'steps'",
        "{'type': 'dncnn', 'layers': 1.5} | dncnn config: layers is 1.5: expected a whole number",
      })
  void whatIsNoConfigIsRefusedWithTheReason(String json, String message) {
    assertThatThrownBy(() -> Networks.typedConfig(json.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileOfAnUnknownNetworkIsRefused() {
    assertThatThrownBy(() -> Networks.config("unet", "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network 'unet': expected nlrn, rnan or plain");
    assertThatThrownBy(() -> Networks.config("unet", "[]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network 'unet': expected nlrn, rnan or plain");
  }

  @Test
  void channelsAndScaleAreThoseThatItsImagesHave() {
    NetworkConfig told = RandomNlrn.config("'noiseChannel': true, 'imageChannels': 3");
    assertThat(told.inputChannels()).isEqualTo(4);
    assertThat(told.scale()).isEqualTo(1);
    NetworkConfig enlarging = new RnanConfig(3, 4, 2, Normalization.KEYS, 3);
    assertThat(enlarging.inputChannels()).isEqualTo(3);
    assertThat(enlarging.noiseChannel()).isFalse();
    assertThat(enlarging.scale()).isEqualTo(3);
  }
}
