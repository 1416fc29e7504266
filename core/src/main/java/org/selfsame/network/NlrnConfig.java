package org.selfsame.network;

import java.util.Map;
import java.util.stream.IntStream;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.nonlocal.Window;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The shape of an {@link Nlrn}. The variants of the paper's Table 2 and the sweeps of its Figures 5
 * and 6 are configurations.
 *
 * @param imageChannels 1 for gray, 3 for color
 * @param noiseChannel whether the noise level is one more input channel (not in the paper)
 * @param channels C, features of a state
 * @param embedding l, features that correlations are computed from
 * @param steps T, the unrolling length
 * @param neighborhood q, the side of the neighborhood; odd, or an even number more than {@code
 *     block}
 * @param affinity phi of Table 1
 * @param propagate whether correlations are carried from step to step
 * @param nonlocalEvery a non-local module in every k-th state, from the first on; 0 for none: its
 *     layers then make a plain residual branch of just as many weights, which needs {@code channels
 *     = 2 * embedding}
 * @param tied whether all steps share the weights of convolutions
 * @param border what is beyond the image's border
 * @param fold side of the squares of pixels that are one position, each pixel a channel (not in the
 *     paper), at most 16: the neighborhood counts positions, of which an image has as many as cover
 *     it
 * @param block side of the squares of positions that share a neighborhood (not in the paper), as in
 *     {@link Window}; 1 where it slides
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

  /** Squares of more pixels than a network has use for. */
  private static final int LARGEST_FOLD = 16;

  /** The paper's network for gray images: 330,625 weights besides those of BatchNorm. */
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
    ConfigJson.requireBetween(1, imageChannels, "imageChannels");
    ConfigJson.requireBetween(1, channels, "channels");
    ConfigJson.requireBetween(1, embedding, "embedding");
    ConfigJson.requireBetween(1, steps, "steps");
    ConfigJson.requireBetween(1, neighborhood, "neighborhood");
    ConfigJson.requireBetween(0, nonlocalEvery, "nonlocalEvery");
    ConfigJson.requireBetween(1, fold, LARGEST_FOLD, "fold");
    ConfigJson.requireBetween(1, block, "block");
    ConfigJson.requireBetween(1, imageChannels * fold * fold, "imageChannels * fold * fold");
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
          "embedding %d with channels %d: expected at most as many, as more correlate no more"
              .formatted(embedding, channels));
    }
    new Window(neighborhood, block, border);
  }

  /**
   * Reads a JSON object; keys that are missing have the values of {@link #PAPER}.
   *
   * @throws IllegalArgumentException if it is not a JSON object, or has an unknown key or a wrong
   *     value
   */
  public static NlrnConfig fromJson(String json) {
    return (NlrnConfig) NetworkConfig.fromJson(Nlrn.NAME, json);
  }

  static NlrnConfig of(ConfigJson values) {
    return new NlrnConfig(
        values.integer("imageChannels"),
        values.bool("noiseChannel"),
        values.integer("channels"),
        values.integer("embedding"),
        values.integer("steps"),
        values.integer("neighborhood"),
        values.constant("affinity", Affinity.class),
        values.bool("propagate"),
        values.integer("nonlocalEvery"),
        values.bool("tied"),
        values.constant("border", Border.class),
        values.integer("fold"),
        values.integer("block"));
  }

  /** Returns this with another {@link #steps}. */
  public NlrnConfig withSteps(int changed) {
    return with("steps", changed);
  }

  /** Returns this with another {@link #neighborhood}. */
  public NlrnConfig withNeighborhood(int changed) {
    return with("neighborhood", changed);
  }

  /** Returns this with another {@link #affinity}. */
  public NlrnConfig withAffinity(Affinity changed) {
    return with("affinity", changed);
  }

  /** Returns this with another {@link #propagate}. */
  public NlrnConfig withPropagate(boolean changed) {
    return with("propagate", changed);
  }

  /** Returns this with another {@link #nonlocalEvery}. */
  public NlrnConfig withNonlocalEvery(int changed) {
    return with("nonlocalEvery", changed);
  }

  /** Returns this with another {@link #tied}. */
  public NlrnConfig withTied(boolean changed) {
    return with("tied", changed);
  }

  private NlrnConfig with(String key, Object value) {
    return (NlrnConfig) ConfigJson.changed(this, key, value);
  }

  @Override
  public String network() {
    return Nlrn.NAME;
  }

  @Override
  public Nlrn create(Device device, long seed) {
    return new Nlrn(this, device, seed);
  }

  @Override
  public Nlrn create(Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    return Nlrn.of(this, device, arrays, source);
  }

  /**
   * Returns the floating-point operations that {@link Network#necessaryFlop} asks for. Per position
   * - a pixel, or a square of pixels that are folded - of an image no smaller than the
   * neighborhood,
   *
   * <pre>
   * 2 (9 C (input + output channels) + T 18 C^2 + T_n (2 C l + C^2 + q^2 (l + C)))
   * </pre>
   *
   * <p>with T_n steps that have a non-local module: 17.2 million for {@link #PAPER}. Affinities
   * without theta or psi lack their {@code C l}, and without theta a product is of C features.
   * Folding, both channels are {@code fold^2} times those of the image, and the input has that of
   * the noise level besides.
   */
  long necessaryFlop(int pixelRows, int pixelColumns) {
    long height = new Fold(fold).squares(pixelRows);
    long width = new Fold(fold).squares(pixelColumns);
    long c = channels;
    int embeddings = (affinity.usesTheta() ? 1 : 0) + (affinity.usesPsi() ? 1 : 0);
    long features = affinity.usesTheta() ? embedding : channels;
    long keys = Math.min(neighborhood, height) * Math.min(neighborhood, width);
    long nonlocal = embeddings * c * embedding + c * c + keys * (features + c);
    long local = 2 * c * embedding + c * c; // in place of non-local modules that are left out
    long products = 9 * c * (foldedInputChannels() + foldedChannels());
    for (int step = 0; step < steps; step++) {
      products += 18 * c * c;
      if (isNonlocal(step)) {
        products += nonlocal;
      } else if (nonlocalEvery == 0) {
        products += local;
      }
    }
    return 2 * products * height * width;
  }

  /** Returns which positions a position is compared with. */
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

  /** Returns the channels that {@code input_conv} reads: the noise level is one, folded or not. */
  int foldedInputChannels() {
    return foldedChannels() + (noiseChannel ? 1 : 0);
  }

  /** Tells whether a step, counted from 0, has a non-local module. */
  boolean isNonlocal(int step) {
    return nonlocalEvery > 0 && step % nonlocalEvery == 0;
  }
}
