package org.selfsame.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The shape of a network: with it and the weights, or a seed, the network can be made.
 *
 * <p>Jackson reads and writes it with the name of the network as {@code type}, in configs of other
 * things: {@code {type: rnan, features: 32}}. Without a type it is an {@link Nlrn}'s.
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
    return ConfigJson.of(this).toString();
  }

  /** Makes an untrained network. */
  Network create(Device device, long seed);

  /**
   * Makes a network with the weights of a file.
   *
   * @param arrays by name; names that begin with {@code training.} are passed over
   * @param source what to call the file in an error
   * @throws WeightFileException if a tensor is missing, unknown, of another shape than the config
   *     asks for, or holds a number that is not finite
   */
  Network create(Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException;

  /**
   * Reads a config as weight files have it; keys that are missing have the values of the paper's
   * network.
   *
   * @param network the name of the architecture
   * @throws IllegalArgumentException if there is no such architecture, or it is not a JSON object,
   *     or has an unknown key or a wrong value
   */
  static NetworkConfig fromJson(String network, String json) {
    return ConfigJson.read(network, ConfigJson.parse(network, json));
  }

  /** Reads what {@link #typed} writes. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static NetworkConfig fromJson(ObjectNode typed) {
    return ConfigJson.readTyped(typed);
  }

  /** Returns all keys, and the name of the network as {@code type}. */
  @JsonValue
  default ObjectNode typed() {
    return ConfigJson.typed(this);
  }
}
