package org.selfsame.network;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a network: together with weights, or a seed, it makes the network.
 *
 * <p>{@link Networks} reads it and makes the network. Inside another config, it names the network
 * as {@code type}: {@code {type: rnan, features: 32}}.
 */
public sealed interface NetworkConfig permits NlrnConfig, RnanConfig, PlainConfig {
  /** Returns the name of the architecture in weight files. */
  String network();

  /** Returns 1 for gray, 3 for color. */
  int imageChannels();

  /** Returns whether the noise level is an extra input channel. */
  default boolean noiseChannel() {
    return false;
  }

  /** Returns the number of channels that the network reads. */
  default int inputChannels() {
    return imageChannels() + (noiseChannel() ? 1 : 0);
  }

  /** Returns how many times wider and higher than the input the result is. */
  default int scale() {
    return 1;
  }

  /**
   * Returns the side of the squares of pixels that make one position of the network. Images whose
   * sides are not multiples of it are mirrored at the border.
   */
  default int fold() {
    return 1;
  }

  /** Writes all keys as a JSON object, as in weight files. */
  default String toJson() {
    return RecordJson.write(this);
  }

  /** Returns all keys; {@code type}, the name of the network, comes first. */
  default Map<String, Object> typed() {
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put("type", network());
    typed.putAll(RecordJson.entries(this));
    return typed;
  }
}
