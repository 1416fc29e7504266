package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilingTest {
  @Test
  void autoNoneAndASideAreRead() {
    assertThat(Tiling.parse("auto")).isEqualTo(Tiling.AUTO);
    assertThat(Tiling.parse("none")).isEqualTo(Tiling.NONE);
    assertThat(Tiling.parse("512")).isEqualTo(new Tiling.Side(512));
    assertThat(new Tiling.Side(64).side(() -> 0)).isEqualTo(Tiling.SMALLEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "-512", "1.5", "big", "AUTO", "99999999999"})
  void anythingElseIsRefusedWithWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tiling.parse(text))
        .withMessage("tile '%s': expected auto, none or a side of at least 64 pixels", text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 48, 63, -2})
  void tilesThatAreTooSmallForAnyNetworkAreRefused(int side) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tiling.Side(side))
        .withMessageContaining("at least 64");
  }
}
