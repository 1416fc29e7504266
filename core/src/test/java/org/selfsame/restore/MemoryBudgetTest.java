package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
  @ParameterizedTest
  @CsvSource({
    "4g, 4294967296",
    "4G, 4294967296",
    "1.5g, 1610612736",
    "512m, 536870912",
    "800000k, 819200000",
    "1t, 1099511627776",
    "123456789, 123456789",
    "1, 1"
  })
  void bytesAreReadInUnitsOf1024(String text, long bytes) {
    assertThat(MemoryBudget.parse(text)).isEqualTo(new MemoryBudget(bytes));
  }

  @Test
  void autoIsRead() {
    assertThat(MemoryBudget.parse("auto")).isEqualTo(MemoryBudget.AUTO);
    assertThat(MemoryBudget.AUTO).hasToString("auto");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0.2",
        "0g",
        "-1",
        "-4g",
        "4gb",
        "4 g",
        "g",
        "much",
        "1e9",
        "9999999999t"
      })
  void anythingElseIsRefusedWithWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryBudget.parse(text))
        .withMessage("memory '%s': expected auto, or bytes such as 4g or 512m", text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, 1 << 20, (1 << 20) + 1, 4L << 30, Long.MAX_VALUE - (1 << 20)})
  void whatIsPrintedIsReadAsNoLess(long bytes) {
    assertThat(MemoryBudget.parse(new MemoryBudget(bytes).toString()).bytes())
        .isBetween(bytes, bytes + (1 << 20));
  }

  @Test
  void fewerThanNoBytesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryBudget(-1))
        .withMessage("memory of -1 bytes: expected at least 1");
  }
}
