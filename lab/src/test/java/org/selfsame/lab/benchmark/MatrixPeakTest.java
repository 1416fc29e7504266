package org.selfsame.lab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

class MatrixPeakTest {
  @Test
  void thePeakIsThatOfAProductAndOfTheOrderOfAProcessor() {
    MatrixPeak peak = MatrixPeak.measure(Device.CPU, Precision.FP32);
    assertThat(peak.precision()).isEqualTo(Precision.FP32);
    assertThat(peak.flopPerSecond()).isBetween(1e8, 1e14);
    assertThat(peak.product()).containsPattern("product|convolution").containsPattern("\\d{3}");
  }
}
