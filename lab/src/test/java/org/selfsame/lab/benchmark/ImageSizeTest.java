package org.selfsame.lab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {
  @Test
  void aSizeIsReadAsItIsWritten() {
    ImageSize size = ImageSize.parse("640x480");
    assertThat(size).isEqualTo(new ImageSize(640, 480)).hasToString("640x480");
    assertThat(size.pixels()).isEqualTo(307_200);
  }

  @Test
  void aCropIsNoLargerThanTheImage() {
    assertThat(new ImageSize(640, 48).atMost(96)).isEqualTo(new ImageSize(96, 48));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "640", "640x", "0x480", "640x0", "-1x5", "1.5x2", "640X480", "46341x46341"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> ImageSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "size '%s': expected WIDTHxHEIGHT in pixels, such as 640x480, with fewer than"
                + " 2^31 pixels",
            text);
  }
}
