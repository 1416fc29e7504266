package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;

class NlrnConfigTest {
  private static NlrnCost cost(NlrnConfig config) {
    return new NlrnCost(config, NlrnLayers.of(config));
  }

  private static NlrnConfig read(String json) {
    return (NlrnConfig) Networks.config(NlrnConfig.NAME, json);
  }

  @Test
  void oneComponentIsChangedAndNoOther() {
    NlrnConfig config =
        new NlrnConfig(
            3, true, 16, 8, 4, 21, Affinity.DOT_PRODUCT, false, 2, false, Border.SHIFTED, 2, 1);
    assertThat(
            config
                .withSteps(5)
                .withNeighborhood(23)
                .withAffinity(Affinity.GAUSSIAN)
                .withPropagate(true)
                .withNonlocalEvery(3)
                .withTied(true))
        .isEqualTo(
            new NlrnConfig(
                3, true, 16, 8, 5, 23, Affinity.GAUSSIAN, true, 3, true, Border.SHIFTED, 2, 1));
  }

  @Test
  void anEmptyObjectIsThePapersNetwork() {
    assertThat(read("{}")).isEqualTo(NlrnConfig.PAPER);
  }

  @Test
  void allKeysAreWrittenInTheirOrder() {
    assertThat(NlrnConfig.PAPER.toJson())
        .isEqualTo(
            """
            {"imageChannels":1,"noiseChannel":false,"channels":128,"embedding":64,"steps":12,\
            "neighborhood":45,"affinity":"EMBEDDED_GAUSSIAN","propagate":true,\
            "nonlocalEvery":1,"tied":true,"border":"CIRCULAR","fold":1,"block":1}""");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    NlrnConfig config =
        new NlrnConfig(
            3, true, 16, 8, 4, 21, Affinity.DOT_PRODUCT, false, 0, false, Border.SHIFTED, 2, 1);
    assertThat(read(config.toJson())).isEqualTo(config);
  }

  @Test
  void missingKeysHaveThePapersValues() {
    assertThat(read("{\"steps\": 8, \"border\": \"SHIFTED\"}"))
        .isEqualTo(
            new NlrnConfig(
                1,
                false,
                128,
                64,
                8,
                45,
                Affinity.EMBEDDED_GAUSSIAN,
                true,
                1,
                true,
                Border.SHIFTED,
                1,
                1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'steps': 1.5            | nlrn config: steps is 1.5: expected a whole number",
        "'steps': 2.0            | nlrn config: steps is 2.0: expected a whole number",
        "'steps': '12'           | nlrn config: steps is \"12\": expected a whole number",
        "'steps': null           | nlrn config: steps is null: expected a whole number",
        "'steps': true           | nlrn config: steps is true: expected a whole number",
        "'steps': [3]            | nlrn config: steps is [3]: expected a whole number",
        "'steps': 99999999999    | nlrn config: steps is 99999999999: expected a whole number",
        "'steps': 0              | steps 0: expected 1 to 4096",
        "'channels': 5000        | channels 5000: expected 1 to 4096",
        "'embedding': -64        | embedding -64: expected 1 to 4096",
        "'imageChannels': 0      | imageChannels 0: expected 1 to 4096",
        "'nonlocalEvery': -1     | nonlocalEvery -1: expected 0 to 4096",
        "'neighborhood': -3      | neighborhood -3: expected 1 to 4096",
        "'neighborhood': 44      | neighborhood 44: expected an odd number, such as 45",
        "'block': 0              | block 0: expected 1 to 4096",
        "'block': 4              | neighborhood 45 with block 4: expected an even number more than the block, such as 46",
        "'block': 46             | neighborhood 45 with block 46: expected an even number more than the block, such as 46",
        "'fold': 0               | fold 0: expected 1 to 16",
        "'fold': -2              | fold -2: expected 1 to 16",
        "'fold': 17              | fold 17: expected 1 to 16",
        "'fold': 2.5             | nlrn config: fold is 2.5: expected a whole number",
        "'fold': '2'             | nlrn config: fold is \"2\": expected a whole number",
        "'tied': 1               | nlrn config: tied is 1: expected true or false",
        "'propagate': 'false'    | nlrn config: propagate is \"false\": expected true or false",
        "'noiseChannel': null    | nlrn config: noiseChannel is null: expected true or false",
        "'border': 1             | nlrn config: border is 1: expected one of [CIRCULAR, SHIFTED]",
        "'border': 'shifted'     | nlrn config: border is \"shifted\": expected one of [CIRCULAR, SHIFTED]",
        "'border': null          | nlrn config: border is null: expected one of [CIRCULAR, SHIFTED]",
      },
      quoteCharacter = '`')
  void wrongValuesAreNotConvertedButNamed(String entry, String message) {
    String json = "{" + entry.replace('\'', '"') + "}";
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void anUnknownAffinityIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> read("{\"affinity\": \"COSINE\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nlrn config: affinity is \"COSINE\": expected one of [EUCLIDEAN,");
  }

  @Test
  void anUnknownKeyIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> read("{\"step\": 12}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "nlrn config: unknown key 'step': expected one of [imageChannels, noiseChannel,"
                + " channels, embedding, steps, neighborhood, affinity, propagate, nonlocalEvery,"
                + " tied, border, fold, block]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "12", "null", "\"steps\""})
  void anythingButAnObjectIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nlrn config '" + json + "': expected a JSON object such as {");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{steps: 12}", "{} {}", "{\"steps\": 12, \"steps\": 13}", "steps: 12"})
  void textThatIsNotOneJsonObjectIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nlrn config '" + json + "' is not JSON: ");
  }

  @Test
  void aPlainBranchNeedsAsManyFeaturesAsBothEmbeddings() {
    assertThatThrownBy(() -> read("{\"nonlocalEvery\": 0, \"embedding\": 32}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "nonlocalEvery 0 with channels 128 and embedding 32: expected channels = 2 *"
                + " embedding");
  }

  @Test
  void aFoldedImageHasNoMoreChannelsThanANetworkMayHave() {
    assertThatThrownBy(() -> read("{\"imageChannels\": 4096, \"fold\": 16}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imageChannels * fold * fold 1048576: expected 1 to 4096");
  }

  @Test
  void anEmbeddingIsNoWiderThanWhatItIsComputedFrom() {
    assertThat(read("{\"channels\": 64}").embedding()).isEqualTo(64);
    assertThat(read("{\"channels\": 8, \"affinity\": \"GAUSSIAN\"}").embedding())
        .as("not used")
        .isEqualTo(64);
    assertThatThrownBy(() -> read("{\"channels\": 63}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "embedding 64 with channels 63: expected at most as many, because more would add nothing");
  }

  @Test
  void aConfigInsideAnotherIsReadJustAsStrictly() {
    assertThat(Networks.typedConfig("{\"steps\": 8}")).isEqualTo(read("{\"steps\": 8}"));
    assertThat(new ObjectMapper().valueToTree(NlrnConfig.PAPER.typed()).toString())
        .isEqualTo("{\"type\":\"nlrn\"," + NlrnConfig.PAPER.toJson().substring(1));
    assertThatThrownBy(() -> Networks.typedConfig("{\"steps\": 1.5}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps is 1.5: expected a whole number");
  }

  @ParameterizedTest
  @CsvSource({
    // per pixel: 3x3 convolutions 9 * 4 * (2 + 1) + 2 * 18 * 16, 1x1 ones 2 * (16 + 16),
    // products 2 * 9 * (2 + 4)
    "EMBEDDED_GAUSSIAN, 1, 5, 4, 856",
    "SYMMETRIC_EMBEDDED_GAUSSIAN, 1, 5, 4, 840", // no psi: 2 * 8 less
    "GAUSSIAN, 1, 5, 4, 860", // no theta either, but 4 features instead of 2
    "EMBEDDED_GAUSSIAN, 2, 5, 4, 770", // one of two steps: 16 + 16 + 54 less
    "EMBEDDED_GAUSSIAN, 0, 5, 4, 748", // no products
    "EMBEDDED_GAUSSIAN, 1, 2, 9, 820", // 6 keys instead of 9
  })
  void necessaryOperationsAreThoseCountedByHand(
      Affinity affinity, int nonlocalEvery, int height, int width, long productsPerPixel) {
    NlrnConfig config =
        new NlrnConfig(
            1, true, 4, 2, 2, 3, affinity, true, nonlocalEvery, true, Border.SHIFTED, 1, 1);
    assertThat(cost(config).necessaryFlop(height, width))
        .isEqualTo(2 * productsPerPixel * height * width);
  }

  @ParameterizedTest
  @CsvSource({
    // per square: 3x3 convolutions 9 * 4 * (5 + 4) + 2 * 18 * 16, 1x1 ones 2 * (16 + 16),
    // products 2 * 9 * (2 + 4)
    "10, 8, 20, 1072",
    "9, 7, 20, 1072", // squares that are half beyond the image, too
    "4, 17, 18, 1036", // 2 x 9 squares, and 6 keys instead of 9
    "1, 1, 1, 976" // one key
  })
  void necessaryOperationsOfAFoldedImageAreThoseOfItsSquares(
      int height, int width, long squares, long productsPerSquare) {
    NlrnConfig config =
        new NlrnConfig(
            1, true, 4, 2, 2, 3, Affinity.EMBEDDED_GAUSSIAN, true, 1, true, Border.SHIFTED, 2, 1);
    assertThat(cost(config).necessaryFlop(height, width))
        .isEqualTo(2 * productsPerSquare * squares);
  }

  @Test
  void thePapersNetworkNeedsSeventeenMillionOperationsPerPixel() {
    long convolutions = 2L * 12 * (2 * 9 * 128 * 128 + 2 * 128 * 64 + 128 * 128) + 2 * 2 * 9 * 128;
    long nonlocal = 2L * 12 * 45 * 45 * (64 + 128);
    assertThat(cost(NlrnConfig.PAPER).necessaryFlop(100, 200))
        .isEqualTo((convolutions + nonlocal) * 100 * 200)
        .isEqualTo(17_200_128L * 100 * 200);
  }
}
