package org.selfsame.network;

import java.util.stream.IntStream;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.nonlocal.Window;

/**
 * The shape of an {@link Nlrn}. The variants of the paper's Table 2 and the sweeps of its Figures 5
 * and 6 are configurations.
 *
 * @param imageChannels 1 for gray, 3 for color
 * @param noiseChannel whether the noise level is an extra input channel (not in the paper)
 * @param channels C, the number of features of a state
 * @param embedding l, the number of features that correlations are computed from
 * @param steps T, the unrolling length
 * @param neighborhood q, the side of the neighborhood; odd, or {@code block} plus an even number
 * @param affinity phi of Table 1
 * @param propagate whether correlations are carried from step to step
 * @param nonlocalEvery k for a non-local module in every k-th state, starting with the first. 0 for
 *     none: then the same layers form a plain residual branch with the same number of weights,
 *     which needs {@code channels = 2 * embedding}
 * @param tied whether all steps share the weights of the convolutions
 * @param border what lies beyond the image's border
 * @param fold the side of the squares of pixels that make one position, with each pixel a channel
 *     (not in the paper), at most 16. The neighborhood counts positions; an image has as many as it
 *     takes to cover it
 * @param block the side of the squares of positions that share a neighborhood (not in the paper),
 *     as in {@link Window}; 1 for a sliding neighborhood
 */
public record NlrnConfig(
    int imageChannels,
    boolean noiseChannel,
    int channels,
    int embedding,
    int steps,
    int neighborhood,
    Affinity affinity,
    boolean propagate,
    int nonlocalEvery,
    boolean tied,
    Border border,
    int fold,
    int block)
    implements NetworkConfig {

  /** The name in weight files. */
  public static final String NAME = "nlrn";

  /** No network has use for larger squares. */
  private static final int LARGEST_FOLD = 16;

  /** The paper's network for gray images: 330,625 weights, not counting BatchNorm. */
  public static final NlrnConfig PAPER =
      new NlrnConfig(
          1,
          false,
          128,
          64,
          12,
          45,
          Affinity.EMBEDDED_GAUSSIAN,
          true,
          1,
          true,
          Border.CIRCULAR,
          1,
          1);

  /** Checks the sizes. */
  public NlrnConfig {
    Bounds.require(1, imageChannels, "imageChannels");
    Bounds.require(1, channels, "channels");
    Bounds.require(1, embedding, "embedding");
    Bounds.require(1, steps, "steps");
    Bounds.require(1, neighborhood, "neighborhood");
    Bounds.require(0, nonlocalEvery, "nonlocalEvery");
    Bounds.require(1, fold, LARGEST_FOLD, "fold");
    Bounds.require(1, block, "block");
    Bounds.require(1, imageChannels * fold * fold, "imageChannels * fold * fold");
    if (nonlocalEvery == 0 && channels != 2 * embedding) {
      throw new IllegalArgumentException(
          "nonlocalEvery 0 with channels %d and embedding %d: expected channels = 2 * embedding"
              .formatted(channels, embedding));
    }
    if (affinity == null || border == null) {
      throw new IllegalArgumentException("affinity and border: expected a value, found null");
    }
    if (affinity.usesTheta() && embedding > channels) {
      throw new IllegalArgumentException(
          "embedding %d with channels %d: expected at most as many, because more would add nothing"
              .formatted(embedding, channels));
    }
    new Window(neighborhood, block, border);
  }

  /** Returns this with another {@link #steps}. */
  public NlrnConfig withSteps(int changed) {
    return with(changed, neighborhood, affinity, propagate, nonlocalEvery, tied);
  }

  /** Returns this with another {@link #neighborhood}. */
  public NlrnConfig withNeighborhood(int changed) {
    return with(steps, changed, affinity, propagate, nonlocalEvery, tied);
  }

  /** Returns this with another {@link #affinity}. */
  public NlrnConfig withAffinity(Affinity changed) {
    return with(steps, neighborhood, changed, propagate, nonlocalEvery, tied);
  }

  /** Returns this with another {@link #propagate}. */
  public NlrnConfig withPropagate(boolean changed) {
    return with(steps, neighborhood, affinity, changed, nonlocalEvery, tied);
  }

  /** Returns this with another {@link #nonlocalEvery}. */
  public NlrnConfig withNonlocalEvery(int changed) {
    return with(steps, neighborhood, affinity, propagate, changed, tied);
  }

  /** Returns this with another {@link #tied}. */
  public NlrnConfig withTied(boolean changed) {
    return with(steps, neighborhood, affinity, propagate, nonlocalEvery, changed);
  }

  private NlrnConfig with(
      int newSteps,
      int newNeighborhood,
      Affinity newAffinity,
      boolean newPropagate,
      int newNonlocalEvery,
      boolean newTied) {
    return new NlrnConfig(
        imageChannels,
        noiseChannel,
        channels,
        embedding,
        newSteps,
        newNeighborhood,
        newAffinity,
        newPropagate,
        newNonlocalEvery,
        newTied,
        border,
        fold,
        block);
  }

  @Override
  public String network() {
    return NAME;
  }

  /** Returns the positions that a position is compared with. */
  Window window() {
    return new Window(neighborhood, block, border);
  }

  /** Returns the number of steps that have a non-local module. */
  int nonlocalSteps() {
    return (int) IntStream.range(0, steps).filter(this::isNonlocal).count();
  }

  /** Returns the channels of a folded image. */
  int foldedChannels() {
    return imageChannels * fold * fold;
  }

  /**
   * Returns the channels that {@code input_conv} reads: the noise level adds one, folded or not.
   */
  int foldedInputChannels() {
    return foldedChannels() + (noiseChannel ? 1 : 0);
  }

  /** Returns whether a step, counted from 0, has a non-local module. */
  boolean isNonlocal(int step) {
    return nonlocalEvery > 0 && step % nonlocalEvery == 0;
  }
}
