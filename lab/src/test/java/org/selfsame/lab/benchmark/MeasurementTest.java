package org.selfsame.lab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.selfsame.restore.Protocol;
import org.selfsame.tensor.Precision;

class MeasurementTest {
  private static final MatrixPeak PEAK = new MatrixPeak(Precision.FP32, 200e9, "a product");

  private static Measurement of(Protocol protocol, ImageSize timed, double scale, Double... runs) {
    return new Measurement(
        new ImageSize(500, 400),
        protocol,
        Precision.FP32,
        timed,
        scale,
        List.of(runs),
        100_000_000_000L,
        PEAK,
        Optional.empty());
  }

  private static Measurement whole(Double... runs) {
    return of(Protocol.WHOLE, new ImageSize(500, 400), 1, runs);
  }

  @Test
  void theTimeIsTheMedianOfTheRuns() {
    assertThat(whole(3.0, 9.0, 2.0).seconds()).isEqualTo(3);
    assertThat(whole(3.0, 9.0, 2.0, 4.0).seconds()).isEqualTo(3.5);
    assertThat(whole(5.0).seconds()).isEqualTo(5);
  }

  @Test
  void speedsAreOfTheImage() {
    Measurement whole = whole(2.0);
    assertThat(whole.isScaled()).isFalse();
    assertThat(whole.megapixelsPerSecond()).isCloseTo(0.1, within(1e-12));
    assertThat(whole.microsecondsPerPixel()).isCloseTo(10, within(1e-9));
    assertThat(whole.flopPerSecond()).isEqualTo(50e9);
    assertThat(whole.shareOfPeak()).isEqualTo(0.25);
  }

  @Test
  void theTimeOfACropIsScaledToTheImage() {
    Measurement crop = of(Protocol.OVERLAPPED, new ImageSize(96, 96), 30, 1.0, 2.0, 4.0);
    assertThat(crop.isScaled()).isTrue();
    assertThat(crop.seconds()).isEqualTo(60);
    assertThat(crop.flopPerSecond()).isCloseTo(100e9 / 60, within(1.0));
    assertThat(whole(3.0).timesAsFastAs(crop)).isEqualTo(20);
  }
}
