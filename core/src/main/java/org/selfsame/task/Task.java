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
 * What a model was trained to undo: a kind of degradation, at some levels. A level is a
 * degradation: noise of sigma 25, say.
 *
 * <p>Where a method takes {@code who}, that is what to call the model in an error: {@code model
 * denoise-gray}.
 */
public sealed interface Task permits Denoise, DenoisePhoto, Upscale, Deblock, Demosaic, Unlisted {
  /** How {@link #of} is given tasks. */
  String FORMS =
      "denoise:25, denoise:0-55, denoise-photo, deblock:10, deblock:10-40, upscale:2 or demosaic:grbg";

  /** Returns a task of each kind, at all levels that there are. */
  static List<Task> all() {
    return List.of(
        new Denoise(0, 255),
        new DenoisePhoto(),
        new Upscale(IntStream.rangeClosed(2, Upscale.LARGEST_SCALE).boxed().toList()),
        new Deblock(1, 100),
        new Demosaic(BayerMosaic.Pattern.GRBG));
  }

  /**
   * Returns the task of a kind, at all levels.
   *
   * @param name such as {@code denoise}
   * @throws IllegalArgumentException if it names none
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

  /** Returns the task that undoes a degradation, at all levels. */
  static Task undoing(Degradation degradation) {
    return all().stream().filter(task -> task.undoes(degradation)).findFirst().orElseThrow();
  }

  /**
   * Returns the task of a kind and levels in words.
   *
   * @param text such as {@code denoise:0-55}, {@code deblock:10} or {@code upscale:2,3}
   * @throws IllegalArgumentException if it is none
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
   * Reads a JSON object.
   *
   * @param json such as {@code {"type":"denoise","sigmaMin":0,"sigmaMax":55}}
   * @throws IllegalArgumentException if it is not one, of an unknown type, or has a key too many or
   *     too few, or a wrong value
   */
  static Task fromJson(String json) {
    return TaskJson.read(json);
  }

  /** Returns the task as a JSON object, as the headers of weight files have it. */
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

  /** Tells whether another task is of the same kind, whatever its levels. */
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

  /** Tells whether a degradation is of the kind that this task undoes, at any level. */
  default boolean undoes(Degradation degradation) {
    return kind().undone().isInstance(degradation);
  }

  /** Tells whether a degradation is one that was trained on. */
  default boolean covers(Degradation degradation) {
    return undoes(degradation) && nearest(degradation).level().equals(degradation.level());
  }

  /**
   * Returns the degradation trained on that is nearest to one of its kind: the same where all are.
   */
  default Degradation nearest(Degradation degradation) {
    return degradation;
  }

  /** Returns the noise levels that a network is told; nothing where it is told none. */
  default Optional<NoiseRange> noise() {
    return Optional.empty();
  }

  /**
   * Returns the noise level that a network is told, of samples 0 to 255; 0 where it is told none.
   */
  default double told(Degradation degradation) {
    return 0;
  }

  /**
   * Checks that a degradation is one that was trained on.
   *
   * @throws IllegalArgumentException if it is not
   */
  default void require(Degradation degradation, String who) {
    if (!undoes(degradation)) {
      requireLike(undoing(degradation), who);
    }
    require(covers(degradation), degradation.level(), who);
  }

  /**
   * Returns the degradation of a level that was trained on.
   *
   * @param level as it is written, such as {@code 25}
   * @throws IllegalArgumentException if it was not trained on, or is no level at all
   */
  default Degradation require(String level, String who) {
    Optional<Degradation> degradation = Optional.empty();
    try {
      degradation = Optional.of(degradation(level, 0, GaussianNoise.Form.FLOAT));
    } catch (IllegalArgumentException e) {
      // Nothing is trained on it.
    }
    require(degradation.filter(this::covers).isPresent(), level, who);
    return degradation.orElseThrow();
  }

  private void require(boolean covered, String level, String who) {
    if (!covered) {
      throw new IllegalArgumentException(
          "%s %s: %s can %s; give such a level"
              .formatted(kind().levelName(), level, who, description()));
    }
  }

  /**
   * Returns what is to be undone at a level, trained on or not.
   *
   * @param level such as 25, 3, 10 or grbg
   * @param seed chooses the noise; the other degradations are not random
   * @param form of the noise
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
   * @throws NumberFormatException if it is no number, and should be
   */
  Degradation parse(String level, long seed, GaussianNoise.Form form);

  /**
   * Returns the task of this kind at other levels.
   *
   * @param levels as {@link #of} takes them after the colon
   * @throws NumberFormatException if they are no numbers, and should be
   * @throws IllegalArgumentException if there are no such levels
   */
  Task trainedOn(String levels);

  // ---- networks ----

  /**
   * Checks that a network is one that can be trained for this task.
   *
   * @param who what to call the network
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

  /** Returns what is wrong with a network. */
  default IllegalArgumentException misfit(String who, String found, String expected) {
    return new IllegalArgumentException(
        "%s with %s: expected %s where the task is to %s"
            .formatted(who, found, expected, description()));
  }

  /** Tells whether a network for this task restores gray images. */
  default boolean restoresGray(NetworkConfig network) {
    return true;
  }

  /**
   * Returns how images are shown to a network.
   *
   * @param degradation one that is covered
   * @param color how a network of gray images restores color, where it is not luma alone
   * @throws IllegalArgumentException if the network does not fit the task
   */
  Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who);

  /**
   * Returns what of an image a network is shown, or the most telling part of it: an image that is
   * to be enlarged, as bicubic interpolation has enlarged it, unless the network does that; of a
   * mosaic of the task's own pattern, all.
   *
   * @param image gray or RGB
   * @param sigma its noise level, of samples 0 to 255, where the network is told it
   * @throws IllegalArgumentException if the task does not cover this level
   */
  Shown shown(Image image, double sigma, NetworkConfig network, String who);

  // ---- training and evaluation ----

  /**
   * Returns what makes pairs of patches to train on.
   *
   * @param form of the noise
   */
  <P> P pairs(GaussianNoise.Form form, PairMaker<P> maker);

  /** Returns how many rows or columns of an image are cropped at most before it is degraded. */
  default int largestCrop() {
    return 0;
  }

  /**
   * Returns what a network in training is validated on.
   *
   * @param levels as numbers, of those that are trained on; none where the task has none
   * @throws IllegalArgumentException if they are others; the message begins with what is expected
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
      // It is no level.
    }
    throw new IllegalArgumentException(
        "expected at least one level of the task, which is to " + description());
  }

  /** Returns how what is restored is compared. */
  Comparison comparison(Degradation degradation);

  /** Returns the interpolation that is usually compared with; the degraded image where none is. */
  default Restoration interpolation(Degradation degradation) {
    return degraded -> degraded;
  }
}
