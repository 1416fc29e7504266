package org.selfsame.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.selfsame.Method;
import org.selfsame.NoiseTold;
import org.selfsame.Plan;
import org.selfsame.Selfsame;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Picture;

/**
 * Removing noise as a person asks for it. Messages name the options as they are written on the
 * command line.
 *
 * @param leveled whether to use a model that takes a noise level; otherwise each picture's noise
 *     decides
 * @param sigma the level, if {@code leveled}: a standard deviation, of samples 0 to 255; empty to
 *     estimate it for each picture
 * @param strength how much to remove
 */
public record Denoising(boolean leveled, OptionalDouble sigma, double strength) {
  private static final String PHOTOGRAPHS = "denoise-photo";
  private static final String TOLD = "denoise";

  /** The strengths of a model that takes a level, which is multiplied by it. */
  public static final Limits STRENGTH_OF_LEVEL = new Limits(0.1, 4);

  /** The strengths otherwise. */
  public static final Limits STRENGTH = new Limits(0, Plan.MAX_STRENGTH);

  /**
   * How to remove a picture's noise.
   *
   * @param plan the plan to carry out
   * @param level the level that the model is told, if it takes one
   */
  public record Told(Plan plan, Optional<NoiseTold> level) {
    /** Returns facts for a program, by name. */
    public Map<String, Object> facts() {
      if (level.isEmpty()) {
        return Map.of("strength", plan.strength());
      }
      NoiseTold told = level.get();
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("sigma", rounded(told.told()));
      facts.put("sigmaEstimated", told.estimated() ? rounded(told.noise()) : null);
      facts.put("sigmaTrust", told.estimate().map(e -> e.trust().toString()).orElse(null));
      return facts;
    }

    private static double rounded(double sigma) {
      return Math.round(sigma * 100) / 100.0;
    }
  }

  /**
   * Checks the options, and loads the models.
   *
   * @throws IllegalArgumentException if the models do not denoise, or the options do not suit them
   */
  public void require(Selfsame selfsame) {
    boolean blind = selfsame.does(PHOTOGRAPHS);
    if (!leveled && blind) {
      STRENGTH.require("--strength", strength);
      selfsame.method(PHOTOGRAPHS, 3);
      return;
    }
    if (blind && !selfsame.does(TOLD)) {
      throw new IllegalArgumentException(
          "--sigma: %s takes no noise level; leave it out, and set --strength instead"
              .formatted(selfsame.method(PHOTOGRAPHS, 3).who()));
    }
    STRENGTH_OF_LEVEL.require("--strength", strength);
    Method gray = selfsame.method(TOLD, 1);
    Method color = selfsame.method(TOLD, 3);
    requireFitting(
        SigmaRange.of(gray.who(), gray.noise()).common(SigmaRange.of(color.who(), color.noise())));
  }

  private void requireFitting(SigmaRange range) {
    sigma.ifPresent(level -> range.require(level, ", or --sigma auto"));
    if (range.isOneLevel() && strength != 1) {
      throw new IllegalArgumentException(
          "--strength %s: %s only denoises sigma %s and cannot be told another; leave it out"
              .formatted(LevelText.of(strength), range.name(), LevelText.of(range.lowest())));
    }
  }

  /** Plans how to remove a picture's noise. White noise is left to a model that takes its level. */
  public Told plan(Selfsame models, Picture noisy) {
    Selfsame asked = models.withStrength(strength);
    Selfsame selfsame = sigma.isPresent() ? asked.withSigma(sigma.getAsDouble()) : asked;
    if (!leveled && selfsame.does(PHOTOGRAPHS)) {
      Plan plan = selfsame.denoising(noisy);
      if (plan.method().task().noise().isEmpty()) {
        return new Told(plan, Optional.empty());
      }
    }
    NoiseTold level = selfsame.noise(noisy);
    return new Told(selfsame.plan(noisy, GaussianNoise.of(level.told())), Optional.of(level));
  }
}
