package org.selfsame.lab.evaluation;

import java.util.Optional;
import java.util.OptionalDouble;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Restoration;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.restore.ProgressListener;
import org.selfsame.task.NoiseRange;

/**
 * A method for a known noise level, used where nobody knows the level: it is told one.
 *
 * @param method a method that takes a noise level
 * @param sigma the standard deviation for samples 0 to 255; empty to estimate it for each image,
 *     and use the nearest level that the method knows
 */
public record ToldMethod(Method method, OptionalDouble sigma) implements Method {
  /**
   * @throws IllegalArgumentException if the level is not from 0 to 255
   */
  public ToldMethod {
    sigma.ifPresent(GaussianNoise::of);
  }

  private NoiseRange range() {
    return method.noise().orElseThrow();
  }

  private static Condition noise(double sigma) {
    return new Condition(GaussianNoise.of(sigma), false);
  }

  private String told() {
    return sigma.isPresent() ? noise(sigma.getAsDouble()).level() : "auto";
  }

  @Override
  public String label() {
    return method.label() + " sigma " + told();
  }

  @Override
  public String identity() {
    return method.identity() + ", told sigma " + told();
  }

  @Override
  public long parameters() {
    return method.parameters();
  }

  @Override
  public Optional<String> publishedName() {
    return method.publishedName();
  }

  @Override
  public Optional<String> refusal(Condition condition, boolean gray) {
    return method.refusal(noise(sigma.orElse(range().lowest())), gray);
  }

  @Override
  public Restoration restoration(Condition condition, ProgressListener listener) {
    if (sigma.isPresent()) {
      return method.restoration(noise(sigma.getAsDouble()), listener);
    }
    return noisy ->
        method
            .restoration(noise(range().nearest(NoiseLevel.of(noisy).sigma())), listener)
            .restore(noisy);
  }
}
