package org.selfsame.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a model was trained to undo. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = Task.Denoise.class, name = "denoise"))
public sealed interface Task {

  /** Returns the task in words. */
  String description();

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
}
