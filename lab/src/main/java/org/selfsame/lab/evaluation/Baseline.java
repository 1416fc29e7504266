package org.selfsame.lab.evaluation;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.image.Restoration;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.ProgressListener;
import org.selfsame.task.NoiseRange;
import org.selfsame.task.Task;

/** Methods without weights, for comparison. */
@SuppressWarnings("ImmutableEnumChecker") // nothing in it ever changes
public enum Baseline implements Method {
  /** Does nothing: gives the figures of the degraded images. Tables on JPEG call this JPEG. */
  NONE("JPEG", task -> !task.equals("upscale"), condition -> degraded -> degraded),
  /** Non-local means, told the noise level. */
  NLM("NLM", "denoise"::equals, condition -> denoiser(ClassicMethod.NLM, condition)),
  /** Block matching and 3-D filtering, told the noise level. */
  BM3D("BM3D", "denoise"::equals, condition -> denoiser(ClassicMethod.BM3D, condition)),
  /** Weighted nuclear norm minimization, told the noise level. */
  WNNM("WNNM", "denoise"::equals, condition -> denoiser(ClassicMethod.WNNM, condition)),
  /** Bicubic interpolation. */
  BICUBIC("Bicubic", "upscale"::equals, Baseline::interpolation),
  /** Bilinear interpolation of a mosaic. */
  BILINEAR("Bilinear", "demosaic"::equals, Baseline::interpolation);

  private final String publishedName;
  private final Predicate<String> tasks;
  private final Function<Condition, Restoration> maker;

  /**
   * @param tasks accepts the names of the tasks that it is for
   */
  Baseline(String publishedName, Predicate<String> tasks, Function<Condition, Restoration> maker) {
    this.publishedName = publishedName;
    this.tasks = tasks;
    this.maker = maker;
  }

  private static Restoration denoiser(ClassicMethod method, Condition condition) {
    return method.denoiser(condition.task().told(condition.degradation()));
  }

  private static Restoration interpolation(Condition condition) {
    return condition.task().interpolation(condition.degradation());
  }

  /** Returns the usual baseline: interpolation if the task has one. */
  public static Baseline usual(Task task) {
    return Stream.of(BICUBIC, BILINEAR)
        .filter(baseline -> baseline.tasks.test(task.name()))
        .findFirst()
        .orElse(NONE);
  }

  /**
   * Returns the baseline with a name such as {@code bicubic}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Baseline named(String name) {
    return Stream.of(values())
        .filter(baseline -> baseline.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "baseline '%s': expected one of %s"
                        .formatted(
                            name,
                            Stream.of(values())
                                .map(Baseline::toString)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public String label() {
    return toString();
  }

  @Override
  public String identity() {
    return toString();
  }

  @Override
  public long parameters() {
    return 0;
  }

  @Override
  public Optional<String> publishedName() {
    return Optional.of(publishedName);
  }

  @Override
  public Optional<NoiseRange> noise() {
    return ClassicMethod.named(toString()).map(method -> new NoiseRange(0, 255));
  }

  @Override
  public Optional<String> refusal(Condition condition, boolean gray) {
    return tasks.test(condition.task().name())
        ? Optional.empty()
        : Optional.of(
            "baseline %s is for %s, not for %s"
                .formatted(
                    this,
                    Task.all().stream()
                        .map(Task::name)
                        .filter(tasks)
                        .sorted()
                        .collect(Collectors.joining(", ")),
                    condition.task().name()));
  }

  @Override
  public boolean isIdentity() {
    return this == NONE;
  }

  @Override
  public Restoration restoration(Condition condition, ProgressListener listener) {
    return maker.apply(condition);
  }

  /** Returns the name used on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
