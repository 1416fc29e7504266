package org.selfsame.nonlocal.classic;

import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.selfsame.image.Denoiser;
import org.selfsame.image.Restoration;

/** The classic methods, each with the parameters that are published for a noise level. */
@SuppressWarnings("ImmutableEnumChecker") // constructors that never change
public enum ClassicMethod implements Denoiser {
  /** Non-local means. */
  NLM(NonLocalMeans::forNoise),
  /** Block matching and 3-D filtering. */
  BM3D(Bm3d::forNoise),
  /** Weighted nuclear norm minimization. */
  WNNM(Wnnm::forNoise);

  private final DoubleFunction<Restoration> maker;

  ClassicMethod(DoubleFunction<Restoration> maker) {
    this.maker = maker;
  }

  /** Returns the method with a name such as {@code bm3d}, if there is one. */
  public static Optional<ClassicMethod> named(String name) {
    return Stream.of(values()).filter(method -> method.toString().equals(name)).findFirst();
  }

  @Override
  public Restoration denoiser(double sigma) {
    Restoration method = maker.apply(sigma);
    return noisy -> method.restore(noisy.requireFinite());
  }

  /** Returns the name, as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
