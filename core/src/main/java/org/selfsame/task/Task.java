package org.selfsame.task;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.network.NetworkConfig;

/**
 * The task that a model was trained for: a kind of degradation to undo, at some levels. A level is
 * a degradation, such as noise of sigma 25.
 *
 * <p>A {@code who} argument names the model in errors: {@code model denoise-gray}.
 */
public sealed interface Task permits Denoise, Upscale, Deblock, Demosaic, Blind, Unlisted {
  /** The forms that {@link #of} accepts. */
  String FORMS =
      "denoise:25, denoise:0-55, denoise-photo, deblock:10, deblock:10-40, deblock-color, upscale:2 or demosaic:grbg";

  /** Returns a task of each kind, at all possible levels. */
  static List<Task> all() {
    return List.of(
        new Denoise(0, 255),
        new DenoisePhoto(),
        new Upscale(IntStream.rangeClosed(2, Upscale.LARGEST_SCALE).boxed().toList()),
        new Deblock(1, 100),
        new DeblockColor(),
        new Demosaic(BayerMosaic.Pattern.GRBG));
  }

  /**
   * Returns the task of a kind, at all levels.
   *
   * @param name the name, such as {@code denoise}
   * @throws IllegalArgumentException if there is no such task
   */
  static Task named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task '%s': expected one of %s"
                        .formatted(
                            name,
                            all().stream().map(Task::name).collect(Collectors.joining(", ")))));
  }

  private static Optional<Task> find(String name) {
    return all().stream().filter(task -> task.name().equals(name)).findFirst();
  }

  /** Returns the task that undoes a degradation, at all levels; the first, if several do. */
  static Task undoing(Degradation degradation) {
    return all().stream().filter(task -> task.undoes(degradation)).findFirst().orElseThrow();
  }

  /**
   * Reads a task, with its levels.
   *
   * @param text the task, such as {@code denoise:0-55}, {@code deblock:10} or {@code upscale:2,3}
   * @throws IllegalArgumentException if it is not a task
   */
  static Task of(String text) {
    String[] words = text.split(":", 2);
    try {
      return find(words[0])
          .orElseThrow(NumberFormatException::new)
          .trainedOn(words[words.length - 1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a task; expected %s".formatted(text, FORMS), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(text, e.getMessage()), e);
    }
  }

  /**
   * Reads a task from a JSON object.
   *
   * @param json the object, such as {@code {"type":"denoise","sigmaMin":0,"sigmaMax":55}}
   * @throws IllegalArgumentException if it is not an object, has an unknown type, an extra or
   *     missing key, or a wrong value
   */
  static Task fromJson(String json) {
    return TaskJson.read(json);
  }

  /** Returns the task as a JSON object, as in the headers of weight files. */
  default String toJson() {
    return TaskJson.write(this);
  }

  /** Returns what all tasks of this name have in common. */
  Kind kind();

  /** Returns the name, such as {@code denoise}. */
  default String name() {
    return kind().name();
  }

  /** Returns the task in words. */
  String description();

  /** Returns whether another task is of the same kind, whatever its levels. */
  default boolean isLike(Task other) {
    return kind().equals(other.kind());
  }

  /**
   * Checks that this task is of a kind.
   *
   * @throws IllegalArgumentException if it is not
   */
  default void requireLike(Task kind, String who) {
    if (!isLike(kind)) {
      throw new IllegalArgumentException(
          "%s is for '%s': expected one that %s".formatted(who, description(), kind.kind().does()));
    }
  }

  // ---- levels ----

  /** Returns whether a degradation is of the kind that this task undoes, at any level. */
  default boolean undoes(Degradation degradation) {
    return kind().undone().isInstance(degradation);
  }

  /** Returns whether this task was trained on a degradation. */
  default boolean covers(Degradation degradation) {
    return undoes(degradation) && nearest(degradation).level().equals(degradation.level());
  }

  /** Returns the trained degradation nearest to one of its kind. */
  default Degradation nearest(Degradation degradation) {
    return degradation;
  }

  /** Returns the noise levels that a network can be told; empty if it is told none. */
  default Optional<NoiseRange> noise() {
    return Optional.empty();
  }

  /** Returns the noise level that a network is told, for samples 0 to 255; 0 if none. */
  default double told(Degradation degradation) {
    return 0;
  }

  /**
   * Checks that this task was trained on a degradation.
   *
   * @throws IllegalArgumentException if it was not
   */
  default void require(Degradation degradation, String who) {
    if (!undoes(degradation)) {
      requireLike(undoing(degradation), who);
    }
    require(degradation.level(), who);
  }

  /**
   * Returns the degradation of a trained level.
   *
   * @param level the level as text, such as {@code 25}
   * @throws IllegalArgumentException if the level was not trained on, or is not a level at all
   */
  default Degradation require(String level, String who) {
    try {
      Degradation degradation = degradation(level, 0, GaussianNoise.Form.FLOAT);
      if (covers(degradation)) {
        return degradation;
      }
    } catch (IllegalArgumentException e) {
      // Not a level, so not trained on.
    }
    throw new IllegalArgumentException(
        "%s %s: %s can %s; give one of these levels"
            .formatted(kind().levelName(), level, who, description()));
  }

  /**
   * Returns the degradation of a level, trained on or not.
   *
   * @param level the level, such as 25, 3, 10 or grbg
   * @param seed the seed of the noise; other degradations are not random
   * @param form the form of the noise
   * @throws IllegalArgumentException if the task has no such level
   */
  default Degradation degradation(String level, long seed, GaussianNoise.Form form) {
    try {
      return parse(level, seed, form);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "level '%s': expected a %s such as %s"
              .formatted(
                  level,
                  kind().levelName(),
                  kind().usualLevels().get(kind().usualLevels().size() - 1)),
          e);
    }
  }

  /**
   * Reads a level.
   *
   * @throws NumberFormatException if it should be a number but is not
   */
  Degradation parse(String level, long seed, GaussianNoise.Form form);

  /**
   * Returns the task of this kind at other levels.
   *
   * @param levels the levels, as {@link #of} takes them after the colon
   * @throws NumberFormatException if they should be numbers but are not
   * @throws IllegalArgumentException if there are no such levels
   */
  Task trainedOn(String levels);

  // ---- networks ----

  /**
   * Checks that a network can be trained for this task.
   *
   * @param who the name of the network in errors
   * @throws IllegalArgumentException if it has other channels or another scale
   */
  default void requireFitting(NetworkConfig network, String who) {
    if (network.noiseChannel() && noise().isEmpty()) {
      throw misfit(who, "a noiseChannel", "none");
    }
    if (network.scale() > 1) {
      throw misfit(who, "scale " + network.scale(), "1");
    }
    if (!kind().channels().suit(network.imageChannels())) {
      throw misfit(who, "imageChannels " + network.imageChannels(), kind().channels().words());
    }
  }

  /** Returns an exception that says what is wrong with a network. */
  default IllegalArgumentException misfit(String who, String found, String expected) {
    return new IllegalArgumentException(
        "%s with %s: expected %s when the task is to %s"
            .formatted(who, found, expected, description()));
  }

  /** Returns whether a network for this task restores gray images. */
  default boolean restoresGray(NetworkConfig network) {
    return true;
  }

  /**
   * Returns how to show images to a network.
   *
   * @param degradation a covered degradation
   * @param color how a network for gray images restores color, unless the task restores only luma
   * @throws IllegalArgumentException if the network does not fit the task
   */
  Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who);

  /**
   * Returns what a network is shown of an image, or the most telling part of it. An image to
   * enlarge must already be enlarged bicubically, unless the network enlarges by itself. Of a
   * mosaic with the task's own pattern, all is shown.
   *
   * @param image gray or RGB
   * @param sigma its noise level, for samples 0 to 255, if the network is told it
   * @throws IllegalArgumentException if the task does not cover this level
   */
  Shown shown(Image image, double sigma, NetworkConfig network, String who);

  // ---- training and evaluation ----

  /**
   * Returns a source of pairs of patches to train on.
   *
   * @param form the form of the noise
   */
  <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker);

  /** Returns how many rows and columns larger than a patch a training image must be. */
  default int patchMargin() {
    return 0;
  }

  /**
   * Returns the degradations on which a network is validated in training.
   *
   * @param levels trained levels, as numbers; empty if the task has no levels
   * @throws IllegalArgumentException for other levels; the message begins with what is expected
   */
  default List<Degradation> trials(List<Double> levels, long seed, GaussianNoise.Form form) {
    try {
      List<Degradation> trials =
          levels.stream()
              .map(BigDecimal::valueOf)
              .map(level -> level.stripTrailingZeros().toPlainString())
              .map(level -> degradation(level, seed, form))
              .toList();
      if (!trials.isEmpty() && trials.stream().allMatch(this::covers)) {
        return trials;
      }
    } catch (IllegalArgumentException e) {
      // Not a level.
    }
    throw new IllegalArgumentException(
        "expected at least one level of the task, which is to " + description());
  }

  /** Returns how to compare restored images. */
  Comparison comparison(Degradation degradation);

  /**
   * Returns the interpolation usually compared with; if there is none, the degraded image stays.
   */
  default Restoration interpolation(Degradation degradation) {
    return degraded -> degraded;
  }
}
