package org.selfsame.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void whatNobodyExpectedIsOwnedAsAnError() {
    assertThat(Failures.messageOf(new NullPointerException("x")))
        .contains("error in Selfsame itself")
        .contains("NullPointerException")
        .contains("--debug")
        .hasLineCount(2);
  }

  @Test
  void tooLittleMemoryIsSaidWithWhatToDo() {
    assertThat(Failures.messageOf(new OutOfMemoryError("Java heap space")))
        .startsWith("not enough memory")
        .contains("--memory");
  }
}
