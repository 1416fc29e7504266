package org.selfsame.lab.training;

/** What a training makes small. */
public enum Loss {
  /** The mean squared error, which PSNR is measured by. */
  MSE,
  /** The mean absolute error, which trains RNAN for super-resolution. */
  L1
}
