package org.selfsame.network;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a network: with it and the weights, or a seed, the network can be made.
 *
 * <p>{@link Networks} reads it and makes the network. In configs of other things it has the name of
 * the network as {@code type}: {@code {type: rnan, features: 32}}.
 */
public sealed interface NetworkConfig permits NlrnConfig, RnanConfig, PlainConfig {
  /** Returns the name of the architecture, as weight files have it. */
  String network();

  /** Returns 1 for gray, 3 for color. */
  int imageChannels();

  /** Tells whether the noise level is one more input channel. */
  default boolean noiseChannel() {
    return false;
  }

  /** Returns the number of channels that the network reads. */
  default int inputChannels() {
    return imageChannels() + (noiseChannel() ? 1 : 0);
  }

  /** Returns how many times wider and higher the result is than the input. */
  default int scale() {
    return 1;
  }

  /**
   * Returns the side of the squares of pixels that are one position of the network: sides of images
   * that are no multiples of it are continued by mirroring.
   */
  default int fold() {
    return 1;
  }

  /** Writes all keys as a JSON object, as weight files have it. */
  default String toJson() {
    return RecordJson.write(this);
  }

  /**
   * Returns all keys, after the name of the network as {@code type}, as configs of other things
   * have it.
   */
  default Map<String, Object> typed() {
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put("type", network());
    typed.putAll(RecordJson.entries(this));
    return typed;
  }
}
