package org.selfsame.lab.evaluation;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Restoration;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.BicubicUpscale;
import org.selfsame.restore.BilinearDemosaic;
import org.selfsame.restore.ProgressListener;

/** Methods without weights, which everyone can compare with. */
@SuppressWarnings("ImmutableEnumChecker") // nothing in it ever changes
public enum Baseline implements Method {
  /** Nothing is done: the figures of the degraded images, which tables of JPEG call JPEG. */
  NONE("JPEG", Set.of("denoise", "jpeg", "demosaic"), condition -> degraded -> degraded),
  /** Non-local means, told the noise level. */
  NLM("NLM", Set.of("denoise"), condition -> ClassicMethod.NLM.denoiser(sigma(condition))),
  /** Block matching and 3-D filtering, told the noise level. */
  BM3D("BM3D", Set.of("denoise"), condition -> ClassicMethod.BM3D.denoiser(sigma(condition))),
  /** Weighted nuclear norm minimization, told the noise level. */
  WNNM("WNNM", Set.of("denoise"), condition -> ClassicMethod.WNNM.denoiser(sigma(condition))),
  /** Bicubic interpolation. */
  BICUBIC(
      "Bicubic",
      Set.of("sr"),
      condition -> new BicubicUpscale(((BicubicDownscale) condition.degradation()).scale())),
  /** Bilinear interpolation of a mosaic. */
  BILINEAR(
      "Bilinear",
      Set.of("demosaic"),
      condition -> new BilinearDemosaic(((BayerMosaic) condition.degradation()).pattern()));

  private final String publishedName;
  private final Set<String> tasks;
  private final Function<Condition, Restoration> maker;

  /**
   * @param tasks by name, for they name baselines themselves
   */
  Baseline(String publishedName, Set<String> tasks, Function<Condition, Restoration> maker) {
    this.publishedName = publishedName;
    this.tasks = tasks;
    this.maker = maker;
  }

  private static double sigma(Condition condition) {
    return ((GaussianNoise) condition.degradation()).sigma();
  }

  /**
   * Returns the baseline of a name such as {@code bicubic}.
   *
   * @throws IllegalArgumentException if it names none
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
  public Optional<String> refusal(Condition condition, boolean gray) {
    return tasks.contains(condition.task().toString())
        ? Optional.empty()
        : Optional.of(
            "baseline %s is for %s, not for %s"
                .formatted(
                    this,
                    tasks.stream().sorted().collect(Collectors.joining(", ")),
                    condition.task()));
  }

  @Override
  public boolean isIdentity() {
    return this == NONE;
  }

  @Override
  public Restoration restoration(Condition condition, ProgressListener listener) {
    return maker.apply(condition);
  }

  /** Returns the name, as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
