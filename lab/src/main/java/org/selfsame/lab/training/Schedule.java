package org.selfsame.lab.training;

/** How the learning rate falls over a training. */
public enum Schedule {
  /** Halved five times at equal distances (NLRN, Section 5, "reduce it by half five times"). */
  HALVING {
    @Override
    double factor(double progress) {
      return Math.pow(0.5, Math.min(5, Math.floor(progress * 6)));
    }
  },
  /** Half a wave of the cosine, from 1 to 0.01 (Loshchilov and Hutter 2017). */
  COSINE {
    @Override
    double factor(double progress) {
      return 0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    }
  };

  /** Returns the factor of the learning rate when a part of the training is done. */
  abstract double factor(double progress);
}
