package org.selfsame.image;

/**
 * Anything that makes a better image of a degraded one: a network, a classic method, a baseline.
 *
 * <p>Width and height of the result are those of the input times the method's scale (1 unless it is
 * super-resolution); the channels stay. The input is not changed.
 */
@FunctionalInterface
public interface Restoration {
  /** Restores an image; samples are in [0, 1] before any noise, and are not clipped. */
  Image restore(Image degraded);
}
