package org.selfsame.task;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;

/**
 * Makes the pairs of patches that a network is trained on, in one of four ways. A task says which
 * is its.
 *
 * @param <P> what pairs come from
 */
public interface PairMaker<P> {
  /** Makes a patch worse in its place. */
  @FunctionalInterface
  interface PatchDegradation {
    /**
     * Degrades a patch.
     *
     * @param random decides all that is random, the level too
     * @param samples hold the patch from the offset on, {@code channels * side * side}
     * @return the noise level that the network is told, of samples 0 to 255; 0 if none
     */
    double degrade(SplittableRandom random, float[] samples, int offset, int side, int channels);
  }

  /** What a network is given, and what it is to make of that. */
  record Pair(Image degraded, Image clean) {}

  /** Makes a pair of a patch. */
  @FunctionalInterface
  interface PairDegradation {
    /**
     * Returns both images, of the patch's size and channels.
     *
     * @param random decides everything that is random
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

  /** Makes pairs of patches that are degraded once they are cut out and turned. */
  P ofPatches(PatchDegradation degradation);

  /**
   * Makes pairs of which the blocks that the patch touches are degraded: blocks know nothing of
   * each other.
   *
   * @param side of a block, the first of which begins where the image does
   * @param level draws what is done to them
   */
  P ofBlocks(int side, Function<SplittableRandom, Degradation> level);

  /**
   * Makes pairs of images that are reduced bicubically as a whole.
   *
   * @param scales of which each is as likely
   */
  P ofReduced(List<Integer> scales);
}
