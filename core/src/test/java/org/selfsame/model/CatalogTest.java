package org.selfsame.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.network.NlrnConfig;
import org.selfsame.system.Sha256;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightFileException;

class CatalogTest {
  private static final NlrnConfig CONFIG = TinyModel.config(1, false);
  private static final Task TASK = new Denoise(25, 25);

  @TempDir private Path folder;
  private URLClassLoader resources;
  private Path models;

  @BeforeEach
  void putTwoModelsInTheBox() throws Exception {
    models = Files.createDirectories(folder.resolve("org/selfsame/models"));
    TinyModel.write(
        models.resolve("tiny.safetensors"),
        TinyModel.metadata(CONFIG, TASK),
        TinyModel.weights(CONFIG));
    Files.writeString(models.resolve("catalog.json"), "[\"tiny\", \"other\"]");
    Files.writeString(models.resolve("tiny.json"), card("tiny"));
    Files.writeString(models.resolve("other.json"), card("other"));
    resources = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
  }

  @AfterEach
  void close() throws IOException {
    resources.close();
  }

  private String card(String id) throws IOException {
    return card(id, 1, "fast");
  }

  private String card(String id, int channels, String quality) throws IOException {
    byte[] weights = Files.readAllBytes(models.resolve("tiny.safetensors"));
    String sha256 = Sha256.of(weights);
    return """
        {"id": "%s", "summary": "Does nothing.", "file": "tiny.safetensors", "sha256": "%s",
         "parameters": 5, "task": %s, "imageChannels": %d, "quality": "%s",
         "training": {"command": "selfsame train tiny.yaml", "config": "patch: 9", "data": "none",
                      "seed": 1, "steps": 0, "minutes": 0, "hardware": "none", "commit": "none"},
         "results": [{"set": "Set12", "degradation": "sigma 25", "psnr": 20.2, "ssim": 0.4}],
         "license": "Apache-2.0"}
        """
        .formatted(id, sha256, TASK.toJson(), channels, quality);
  }

  @Test
  void cardsAreInTheOrderOfTheCatalog() throws IOException {
    Catalog catalog = Catalog.of(resources);
    assertThat(catalog.cards()).extracting(ModelCard::id).containsExactly("tiny", "other");
    assertThat(catalog.card("other").results().get(0).psnr()).isEqualTo(20.2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, FAST, gray-light",
    "1, BEST, gray-full",
    "3, FAST, color",
    "3, BEST, color",
    "2, FAST, gray-light",
    "2, BEST, gray-full",
  })
  void theRecommendedModelSuitsTheImageFirstAndTheQualityThen(
      int channels, Quality quality, String expected) throws Exception {
    Files.writeString(
        models.resolve("catalog.json"), "['gray-light', 'gray-full', 'color']".replace('\'', '"'));
    Files.writeString(models.resolve("gray-light.json"), card("gray-light", 1, "fast"));
    Files.writeString(models.resolve("gray-full.json"), card("gray-full", 1, "best"));
    Files.writeString(models.resolve("color.json"), card("color", 3, "fast"));
    Catalog catalog = Catalog.of(resources);
    assertThat(catalog.recommended("denoise", channels, quality).id()).isEqualTo(expected);
  }

  @Test
  void theCardsOfTheShippedModelsTellTheirNetworks() throws IOException {
    Catalog shipped = Catalog.shipped();
    for (ModelCard card : shipped.cards()) {
      try (Model model = shipped.load(card.id(), Device.CPU)) {
        assertThat(model.task()).as(card.id()).isEqualTo(card.task());
        assertThat(model.network().config().imageChannels())
            .as(card.id())
            .isEqualTo(card.imageChannels());
        assertThat(model.network().parameters().count()).as(card.id()).isEqualTo(card.parameters());
      }
    }
  }

  @Test
  void aTaskThatNoShippedModelIsForIsNamed() throws IOException {
    Catalog catalog = Catalog.of(resources);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.recommended("upscale", 1, Quality.FAST))
        .withMessage("no shipped model is for the task 'upscale'; give a weight file");
  }

  @Test
  void aShippedModelHasItsIdAndCard() throws IOException {
    Catalog catalog = Catalog.of(resources);
    try (Model model = catalog.load("tiny", Device.CPU)) {
      assertThat(model.name()).isEqualTo("tiny");
      assertThat(model.card()).contains(catalog.card("tiny"));
      assertThat(model.task()).isEqualTo(TASK);
    }
  }

  @Test
  void aModelThatIsNotShippedIsAnsweredByThoseThatAre() throws IOException {
    Catalog catalog = Catalog.of(resources);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.load("big", Device.CPU))
        .withMessage("model 'big' is not shipped: expected one of tiny, other, or a weight file");
  }

  @Test
  void withoutModelsOnTheClassPathTheMessageSaysWhatToAdd() throws IOException {
    Files.delete(models.resolve("catalog.json"));
    assertThatThrownBy(() -> Catalog.of(resources))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not on the class path")
        .hasMessageContaining("org.selfsame:selfsame-models");
  }

  @Test
  void aCardThatIsMissingIsNamed() throws IOException {
    Files.delete(models.resolve("other.json"));
    assertThatThrownBy(() -> Catalog.of(resources))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("other.json");
  }

  @Test
  void aCardThatIsNoCardIsNamed() throws IOException {
    for (String content : new String[] {"", "{", "[]", "{\"id\": \"other\"}"}) {
      Files.writeString(models.resolve("other.json"), content);
      assertThatThrownBy(() -> Catalog.of(resources))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged")
          .hasMessageContaining("other.json");
    }
  }

  @Test
  void weightsOtherThanThoseOfTheCardAreRefused() throws IOException {
    Catalog catalog = Catalog.of(resources);
    byte[] weights = Files.readAllBytes(models.resolve("tiny.safetensors"));
    weights[weights.length - 1] ^= 1;
    Files.write(models.resolve("tiny.safetensors"), weights);
    assertThatThrownBy(() -> catalog.load("tiny", Device.CPU))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("SHA-256");
  }
}
