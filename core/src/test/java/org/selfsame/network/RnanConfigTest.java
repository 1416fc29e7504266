package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.nonlocal.GlobalAttention.Normalization;

class RnanConfigTest {
  private static RnanConfig read(String json) {
    return (RnanConfig) Networks.config(RnanConfig.NAME, json);
  }

  @Test
  void anEmptyObjectIsThePapersNetwork() {
    assertThat(read("{}"))
        .isEqualTo(RnanConfig.PAPER)
        .isEqualTo(new RnanConfig(3, 64, 10, Normalization.KEYS, 1));
  }

  @Test
  void allKeysAreWrittenInTheirOrder() {
    assertThat(RnanConfig.PAPER.toJson())
        .isEqualTo(
            """
            {"imageChannels":3,"features":64,"blocks":10,"softmax":"KEYS","scale":1}""");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    RnanConfig config = new RnanConfig(3, 32, 4, Normalization.QUERIES, 4);
    assertThat(read(config.toJson())).isEqualTo(config);
  }

  @Test
  void missingKeysHaveThePapersValues() {
    assertThat(read("{\"softmax\": \"QUERIES\", \"imageChannels\": 1}"))
        .isEqualTo(new RnanConfig(1, 64, 10, Normalization.QUERIES, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'features': 63            | features 63: expected an even number, because non-local blocks use half",
        "'features': 0             | features 0: expected 2 to 4096",
        "'features': 64.0          | rnan config: features is 64.0: expected a whole number",
        "'features': '64'          | rnan config: features is \"64\": expected a whole number",
        "'blocks': 1               | blocks 1: expected 2 to 4096",
        "'blocks': null            | rnan config: blocks is null: expected a whole number",
        "'imageChannels': 0        | imageChannels 0: expected 1 to 4096",
        "'scale': 0                | scale 0: expected 1 to 4",
        "'scale': 5                | scale 5: expected 1 to 4",
        "'scale': 2, 'imageChannels': 1 | imageChannels 1 with scale 2: expected 3, because the network subtracts the mean color to enlarge",
        "'softmax': 'keys'         | rnan config: softmax is \"keys\": expected one of [KEYS, QUERIES]",
        "'softmax': 0              | rnan config: softmax is 0: expected one of [KEYS, QUERIES]",
        "'softmax': null           | rnan config: softmax is null: expected one of [KEYS, QUERIES]",
        "'steps': 12               | rnan config: unknown key 'steps': expected one of [imageChannels, features, blocks, softmax, scale]",
      })
  void wrongValuesAreNotConvertedButNamed(String entry, String message) {
    String json = "{" + entry.replace('\'', '"') + "}";
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aSoftmaxIsNeeded() {
    assertThatThrownBy(() -> new RnanConfig(3, 64, 10, null, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("softmax: expected a value, found null");
  }
}
