package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
  @ParameterizedTest
  @EnumSource
  void theNameThatIsPrintedIsRead(Protocol protocol) {
    assertThat(Protocol.parse(protocol.toString())).isEqualTo(protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "WHOLE", "tiles"})
  void anythingElseIsRefusedWithWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protocol.parse(text))
        .withMessage("protocol '%s': expected whole or overlapped", text);
  }
}
