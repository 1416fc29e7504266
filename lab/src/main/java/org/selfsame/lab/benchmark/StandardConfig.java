package org.selfsame.lab.benchmark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * Networks whose speed is worth knowing, even without trained weights: the time of a pass does not
 * depend on its numbers.
 */
public enum StandardConfig {
  /** The paper's network: 12 steps with 128 channels, each with a non-local module over 45x45. */
  FULL,
  /**
   * A light network: 6 steps with 64 channels, every other one with a non-local module over 25x25.
   */
  LIGHT,
  /** The fast NLRN for gray images: 6 steps with 96 channels, on images folded 2x2. */
  FAST,
  /** The best NLRN for gray images that is still quick: twice the steps of {@link #FAST}. */
  BEST,
  /** The network of the RNAN paper for color images: 10 blocks with 64 features. */
  RNAN,
  /** DnCNN for gray images: 17 layers with 64 features. */
  DNCNN,
  /** FFDNet for gray images: 15 layers with 64 features, on images folded 2x2. */
  FFDNET,
  /** FFDNet for color images: 12 layers with 96 features, on images folded 2x2. */
  FFDNET_COLOR;

  private static final NlrnConfig LIGHT_NLRN =
      new NlrnConfig(
          1, true, 64, 32, 6, 25, Affinity.EMBEDDED_GAUSSIAN, true, 2, true, Border.SHIFTED, 1, 1);
  private static final NlrnConfig FAST_NLRN =
      new NlrnConfig(
          1, true, 96, 16, 6, 14, Affinity.EMBEDDED_GAUSSIAN, true, 2, false, Border.SHIFTED, 2, 8);
  private static final NlrnConfig BEST_NLRN = FAST_NLRN.withSteps(12).withNeighborhood(24);
  private static final int SEED = 1;
  private static final Task TASK = Task.of("denoise:0-55");

  /**
   * The weights that bring a non-local operation's result into the network; they are 0 at first.
   */
  private static final Pattern RESULT = Pattern.compile("(.*\\.)?[gW]\\.weight");

  /** Returns the network's config. */
  public NetworkConfig config() {
    return switch (this) {
      case FULL -> NlrnConfig.PAPER;
      case LIGHT -> LIGHT_NLRN;
      case FAST -> FAST_NLRN;
      case BEST -> BEST_NLRN;
      case RNAN -> RnanConfig.PAPER;
      case DNCNN -> PlainConfig.DNCNN;
      case FFDNET -> PlainConfig.FFDNET;
      case FFDNET_COLOR -> PlainConfig.FFDNET_COLOR;
    };
  }

  /**
   * Makes a network with random weights, the same each time. Unlike in a network to be trained, the
   * weights of its non-local operations are not zero, so the non-local modules have an effect.
   *
   * @return the model; the caller owns it
   * @throws IllegalArgumentException if the device is not available
   */
  public Model untrained(Device device) {
    Network network = Networks.create(config(), device.requireAvailable(), SEED);
    Map<String, WeightArray> weights = new LinkedHashMap<>(network.parameters().toArrays());
    weights.replaceAll((name, array) -> RESULT.matcher(name).matches() ? random(array) : array);
    try {
      network.parameters().load(weights, "the random weights");
    } catch (WeightFileException e) {
      throw new IllegalStateException(e); // they have exactly the names and shapes of the network
    }
    return Model.of(this + " (untrained)", network, TASK);
  }

  /** Uniform with variance 1 / channels, so averages are as large as the values averaged. */
  private static WeightArray random(WeightArray like) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[like.values().length];
    double bound = Math.sqrt(3.0 / like.shape()[1]);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return new WeightArray(like.shape(), values);
  }

  /** Returns the name in lower case, with a hyphen between words: {@code ffdnet-color}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
