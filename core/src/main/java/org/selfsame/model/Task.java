package org.selfsame.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.selfsame.degradation.BayerMosaic;

/** What a model was trained to undo. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Task.Denoise.class, name = "denoise"),
  @JsonSubTypes.Type(value = Task.Upscale.class, name = "upscale"),
  @JsonSubTypes.Type(value = Task.Deblock.class, name = "deblock"),
  @JsonSubTypes.Type(value = Task.Demosaic.class, name = "demosaic")
})
public sealed interface Task {

  /** Returns the task in words. */
  String description();

  /**
   * Tells whether the model was trained on a degree of what it undoes; a mosaic has no degrees.
   *
   * @param level a standard deviation of noise, a factor of reduction, or a JPEG quality
   */
  boolean covers(double level);

  /** Returns the task as a JSON object, as the headers of weight files have it. */
  default String toJson() {
    return TaskJson.write(this);
  }

  /**
   * Reads a JSON object.
   *
   * @param json such as {@code {"type":"denoise","sigmaMin":0,"sigmaMax":55}}
   * @throws IllegalArgumentException if it is not one, of an unknown type, or has a key too many or
   *     too few, or a wrong value
   */
  static Task fromJson(String json) {
    return TaskJson.read(json);
  }

  /**
   * Removing additive white Gaussian noise.
   *
   * @param sigmaMin lowest standard deviation trained on, of samples 0 to 255
   * @param sigmaMax highest
   */
  record Denoise(double sigmaMin, double sigmaMax) implements Task {
    /**
     * @throws IllegalArgumentException unless {@code 0 <= sigmaMin <= sigmaMax <= 255}
     */
    public Denoise {
      if (!(sigmaMin >= 0 && sigmaMin <= sigmaMax && sigmaMax <= 255)) {
        throw new IllegalArgumentException(
            "noise from sigma %s to %s: expected 0 <= sigmaMin <= sigmaMax <= 255"
                .formatted(sigmaMin, sigmaMax));
      }
    }

    /** Tells whether the model can be asked to remove noise of this level. */
    @Override
    public boolean covers(double sigma) {
      return sigma >= sigmaMin && sigma <= sigmaMax;
    }

    @Override
    public String description() {
      return sigmaMin == sigmaMax
          ? "denoise, sigma %s".formatted(number(sigmaMin))
          : "denoise, sigma %s to %s".formatted(number(sigmaMin), number(sigmaMax));
    }

    private static String number(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
  }

  /**
   * Super-resolution: undoing a bicubic reduction. The network is given the luma of the image as
   * bicubic interpolation enlarges it.
   *
   * @param scales factors of width and height trained on, from 2 to 8
   */
  record Upscale(List<Integer> scales) implements Task {
    private static final int LARGEST_SCALE = 8;

    /**
     * @throws IllegalArgumentException if there is no factor, or one twice, or out of range
     */
    public Upscale {
      if (scales == null
          || scales.isEmpty()
          || new HashSet<>(scales).size() != scales.size()
          || !scales.stream().allMatch(s -> s != null && s >= 2 && s <= LARGEST_SCALE)) {
        throw new IllegalArgumentException(
            "scales %s: expected different factors from 2 to %d, such as [2, 3, 4]"
                .formatted(scales, LARGEST_SCALE));
      }
      scales = List.copyOf(scales);
    }

    /** Tells whether the model can be asked to enlarge by this factor. */
    @Override
    public boolean covers(double scale) {
      return scales.stream().anyMatch(s -> s == scale);
    }

    @Override
    public String description() {
      return "upscale, "
          + scales.stream().map(scale -> "x" + scale).collect(Collectors.joining(", "));
    }
  }

  /**
   * Removing the artifacts of JPEG compression: luma is given and restored.
   *
   * @param qualityMin lowest quality trained on, of the Independent JPEG Group's scale, 1 to 100
   * @param qualityMax highest
   */
  record Deblock(int qualityMin, int qualityMax) implements Task {
    /**
     * @throws IllegalArgumentException unless {@code 1 <= qualityMin <= qualityMax <= 100}
     */
    public Deblock {
      if (!(qualityMin >= 1 && qualityMin <= qualityMax && qualityMax <= 100)) {
        throw new IllegalArgumentException(
            "JPEG quality from %d to %d: expected 1 <= qualityMin <= qualityMax <= 100"
                .formatted(qualityMin, qualityMax));
      }
    }

    @Override
    public boolean covers(double quality) {
      return quality >= qualityMin && quality <= qualityMax && quality == Math.rint(quality);
    }

    @Override
    public String description() {
      return qualityMin == qualityMax
          ? "deblock, JPEG quality %d".formatted(qualityMin)
          : "deblock, JPEG quality %d to %d".formatted(qualityMin, qualityMax);
    }
  }

  /**
   * Finding the colors that a Bayer mosaic lacks. The network is given red, green and blue of which
   * each pixel has one, and the other two are 0.
   *
   * @param pattern of the mosaic that the network is given; others are shifted to be like it
   */
  record Demosaic(BayerMosaic.Pattern pattern) implements Task {
    /**
     * @throws IllegalArgumentException if there is no pattern
     */
    public Demosaic {
      if (pattern == null) {
        throw new IllegalArgumentException("pattern: expected a value, found null");
      }
    }

    @Override
    public boolean covers(double level) {
      return false;
    }

    @Override
    public String description() {
      return "demosaic, " + pattern;
    }
  }
}
