package org.selfsame.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.selfsame.model.ModelCard;
import org.selfsame.model.Quality;
import org.selfsame.task.Denoise;

class CardTextTest {
  private static ModelCard card(String id, long parameters) {
    return new ModelCard(
        id,
        "Gray photographs.",
        id + ".safetensors",
        "0123abcd",
        parameters,
        new Denoise(0, 55),
        1,
        Quality.FAST,
        new ModelCard.Training(
            "selfsame train a.yaml",
            "network:\n  channels: 64\nseed: 7\n",
            "800 photographs",
            7,
            21_000,
            98,
            "two cores",
            "7ddc8d7"),
        List.of(
            new ModelCard.Result("Set12", "sigma 25", 30.096, 0.85),
            new ModelCard.Result("BSD68", "sigma 5", 8, 0.1)),
        "Apache-2.0");
  }

  @Test
  void modelsStandInColumns() {
    assertThat(CardText.table(List.of(card("a", 12), card("larger", 123_456))))
        .isEqualTo(
            """
            ID      TASK                    QUALITY  PARAMETERS  SUMMARY
            a       denoise, sigma 0 to 55  fast             12  Gray photographs.
            larger  denoise, sigma 0 to 55  fast        123,456  Gray photographs.
            """);
  }

  @Test
  void aCardIsShownWhole() {
    assertThat(CardText.of(card("nlrn", 123_456)))
        .isEqualToNormalizingNewlines(
            """
            nlrn: Gray photographs.

            Task        denoise, sigma 0 to 55
            Parameters  123,456
            Weights     nlrn.safetensors
            SHA-256     0123abcd
            License     Apache-2.0

            Training
              Command   selfsame train a.yaml
              Data      800 photographs
              Seed      7
              Steps     21,000
              Time      1 h 38 min
              Hardware  two cores
              Commit    7ddc8d7

            Configuration
              network:
                channels: 64
              seed: 7

            Results
              SET    DEGRADATION   PSNR    SSIM
              Set12  sigma 25     30.10  0.8500
              BSD68  sigma 5       8.00  0.1000
            """);
  }

  @Test
  void timesAreRoundedAsOneSaysThem() {
    assertThat(NumberText.duration(12.4)).isEqualTo("12 s");
    assertThat(NumberText.duration(59.6)).isEqualTo("1 min");
    assertThat(NumberText.duration(3599)).isEqualTo("1 h 0 min");
    assertThat(NumberText.duration(9000)).isEqualTo("2 h 30 min");
  }
}
