package org.selfsame.task;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;

/**
 * Makes the pairs of patches that a network is trained on, in one of four ways. Each task chooses
 * one.
 *
 * @param <P> the source of the pairs
 */
public interface PairMaker<P> {
  /** Degrades a patch in place. */
  @FunctionalInterface
  interface PatchDegradation {
    /**
     * Degrades a patch.
     *
     * @param random the source of all randomness, including the level
     * @param samples the samples; the patch is {@code channels * side * side} of them, from the
     *     offset on
     * @return the noise level that the network is told, for samples 0 to 255; 0 if none
     */
    double degrade(SplittableRandom random, float[] samples, int offset, int side, int channels);
  }

  /** The input of a network, and the result it should give. */
  record Pair(Image degraded, Image clean) {}

  /** Makes a pair from a patch. */
  @FunctionalInterface
  interface PairDegradation {
    /**
     * Returns both images, with the patch's size and channels.
     *
     * @param random the source of all randomness
     */
    Pair degrade(SplittableRandom random, Image patch);
  }

  /**
   * Makes pairs of patches that are degraded once they are cut out and turned, and of which the
   * clean one may change, too.
   *
   * @param block side of the squares that are degraded together, the first of which begins where
   *     the degraded image does: a patch then begins anywhere in one, as in an image; 1 if there
   *     are none
   */
  P ofPairs(int block, PairDegradation degradation);

  /** Makes pairs of patches that are cut out, turned, and then degraded. */
  P ofPatches(PatchDegradation degradation);

  /**
   * Makes pairs by degrading the blocks that a patch touches: blocks do not depend on each other.
   *
   * @param side the side of a block; the first begins where the image does
   * @param level draws the degradation
   */
  P ofBlocks(int side, Function<SplittableRandom, Degradation> level);

  /**
   * Makes pairs from images that are reduced bicubically as a whole.
   *
   * @param scales the scales, all equally likely
   */
  P ofReduced(List<Integer> scales);
}
