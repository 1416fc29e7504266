package org.selfsame.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;

/**
 * The shape of an {@link Nlrn}. The variants of the paper's Table 2 and the sweeps of its Figures 5
 * and 6 are configurations.
 *
 * @param imageChannels 1 for gray, 3 for colour
 * @param noiseChannel whether the noise level is one more input channel (not in the paper)
 * @param channels C, features of a state
 * @param embedding l, features that correlations are computed from
 * @param steps T, the unrolling length
 * @param neighborhood q, the odd side of the neighborhood
 * @param affinity phi of Table 1
 * @param propagate whether correlations are carried from step to step
 * @param nonlocalEvery a non-local module in every k-th state, from the first on; 0 for none: its
 *     layers then make a plain residual branch of just as many weights, which needs {@code channels
 *     = 2 * embedding}
 * @param tied whether all steps share the weights of convolutions
 * @param border what is beyond the image's border
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
    Border border) {

  /** The paper's network for gray images: 330,625 weights besides those of BatchNorm. */
  public static final NlrnConfig PAPER =
      new NlrnConfig(
          1, false, 128, 64, 12, 45, Affinity.EMBEDDED_GAUSSIAN, true, 1, true, Border.CIRCULAR);

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Checks the sizes. */
  public NlrnConfig {
    requireAtLeast(1, imageChannels, "imageChannels");
    requireAtLeast(1, channels, "channels");
    requireAtLeast(1, embedding, "embedding");
    requireAtLeast(1, steps, "steps");
    requireAtLeast(1, neighborhood, "neighborhood");
    requireAtLeast(0, nonlocalEvery, "nonlocalEvery");
    if (neighborhood % 2 == 0) {
      throw new IllegalArgumentException(
          "neighborhood "
              + neighborhood
              + ": expected an odd number, such as "
              + (neighborhood + 1));
    }
    if (nonlocalEvery == 0 && channels != 2 * embedding) {
      throw new IllegalArgumentException(
          "nonlocalEvery 0 with channels %d and embedding %d: expected channels = 2 * embedding"
              .formatted(channels, embedding));
    }
    if (affinity == null || border == null) {
      throw new IllegalArgumentException("affinity and border: expected a value, found null");
    }
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s %d: expected at least %d".formatted(name, value, least));
    }
  }

  /**
   * Reads a JSON object; keys that are missing have the values of {@link #PAPER}.
   *
   * @throws IllegalArgumentException if it is not a JSON object, or has an unknown key or a wrong
   *     value
   */
  public static NlrnConfig fromJson(String json) {
    try {
      if (!(JSON.readTree(json) instanceof ObjectNode given)) {
        throw new IllegalArgumentException(
            "nlrn config '" + json + "': expected a JSON object such as " + PAPER.toJson());
      }
      ObjectNode merged = JSON.valueToTree(PAPER);
      merged.setAll(given);
      return JSON.treeToValue(merged, NlrnConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("nlrn config: " + e.getOriginalMessage(), e);
    }
  }

  /** Writes all keys as a JSON object. */
  public String toJson() {
    return JSON.valueToTree(this).toString();
  }

  /** Returns the number of channels that the network reads. */
  public int inputChannels() {
    return imageChannels + (noiseChannel ? 1 : 0);
  }

  /** Tells whether a step, counted from 0, has a non-local module. */
  boolean isNonlocal(int step) {
    return nonlocalEvery > 0 && step % nonlocalEvery == 0;
  }
}
