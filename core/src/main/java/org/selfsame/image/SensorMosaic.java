package org.selfsame.image;

import java.util.List;
import java.util.Optional;

/**
 * What a sensor behind a filter of colors saw, and what its file tells of the sensor.
 *
 * @param picture gray, of one color at each pixel; or RGB, where only each pixel's own color counts
 * @param unit the file's number that is 1 in the picture: 65535 for 16 bits; 1 for floats
 * @param pattern the colors of the first two rows, such as {@code rggb}
 * @param black what no light gives, in the picture's values: of the pixels at even rows and
 *     columns, at even rows and odd columns, and of those below
 * @param white from which value on a pixel is full, in the picture's values
 * @param neutral what gray gave in the light of the day: red, green and blue
 */
public record SensorMosaic(
    Picture picture,
    double unit,
    Optional<String> pattern,
    Optional<List<Double>> black,
    Optional<Double> white,
    Optional<List<Double>> neutral) {
  /** Makes a mosaic of a picture whose file tells nothing of the sensor. */
  static SensorMosaic of(Picture picture) {
    SampleFormat format = picture.format();
    return new SensorMosaic(
        picture,
        format.isInteger() ? (1 << format.bits()) - 1 : 1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns whether it comes from a camera's raw file, whose samples grow with the light. */
  public boolean isRaw() {
    return pattern.isPresent();
  }
}
