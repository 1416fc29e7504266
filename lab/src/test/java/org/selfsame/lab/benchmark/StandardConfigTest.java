package org.selfsame.lab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.image.Image;
import org.selfsame.model.Model;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.tensor.Device;

class StandardConfigTest {
  @Test
  void networksAreNamedAsOneTypesThem() {
    assertThat(StandardConfig.values())
        .extracting(StandardConfig::toString)
        .containsExactly(
            "full", "light", "fast", "best", "rnan", "dncnn", "ffdnet", "ffdnet-color");
  }

  @ParameterizedTest
  @EnumSource
  void anUntrainedNetworkChangesAnImageByNumbersThatAreFinite(StandardConfig config) {
    Image image = Image.black(12, 10, config.config().imageChannels());
    image.plane(0)[50] = 1;
    try (Model model = config.untrained(Device.CPU)) {
      assertThat(model.name()).isEqualTo(config + " (untrained)");
      assertThat(model.network().config()).isEqualTo(config.config());
      model
          .network()
          .parameters()
          .toArrays()
          .forEach(
              (name, array) -> {
                if (name.matches("(.*\\.)?[gW]\\.weight")) {
                  assertThat(array.values()).as(name).doesNotContain(0);
                }
              });
      Image restored = new Restorer(model, RestoreOptions.forDevice(Device.CPU)).denoise(image, 25);
      assertThat(restored.plane(0)).isNotEqualTo(image.plane(0));
      for (float sample : restored.plane(0)) {
        assertThat(sample).isFinite();
      }
    }
  }
}
