package org.selfsame.nonlocal;

/** Which neighbors a pixel has whose neighborhood reaches beyond the image. */
public enum Border {
  /** The image continues circularly: neighbors beyond an edge are taken from the opposite one. */
  CIRCULAR,
  /** The neighborhood is moved inside: every pixel has as many real neighbors as in the middle. */
  SHIFTED
}
