package org.selfsame.nonlocal;

/** Which neighbours a pixel has whose neighborhood reaches beyond the image. */
public enum Border {
  /** The image continues circularly: neighbours beyond an edge are taken from the opposite one. */
  CIRCULAR,
  /** The neighborhood is moved inside: every pixel has as many real neighbours as in the middle. */
  SHIFTED
}
