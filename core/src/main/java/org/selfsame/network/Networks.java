package org.selfsame.network;

import java.util.Map;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * All architectures: reads their configs, and makes their networks.
 *
 * <pre>{@code
 * NetworkConfig config = Networks.config("rnan", "{\"features\": 32}");
 * try (Network network = Networks.create(config, Device.CPU, 1)) { ... }
 * }</pre>
 */
public final class Networks {
  private Networks() {}

  /**
   * Reads a config as weight files have it; keys that are missing have the values of the paper's
   * network.
   *
   * @param network the name of the architecture
   * @throws IllegalArgumentException if there is no such architecture, or it is not a JSON object,
   *     or has an unknown key or a wrong value
   */
  public static NetworkConfig config(String network, String json) {
    return ConfigJson.read(network, json);
  }

  /**
   * Reads a config as those of other things have it: with the name of the architecture as {@code
   * type}, without which it is an {@link Nlrn}'s.
   *
   * @throws IllegalArgumentException as {@link #config}
   */
  public static NetworkConfig typedConfig(String json) {
    return ConfigJson.readTyped(json);
  }

  /** Makes an untrained network. */
  public static Network create(NetworkConfig config, Device device, long seed) {
    if (config instanceof NlrnConfig nlrn) {
      return new Nlrn(nlrn, device, seed);
    }
    return config instanceof RnanConfig rnan
        ? new Rnan(rnan, device, seed)
        : new Plain((PlainConfig) config, device, seed);
  }

  /**
   * Makes a network with the weights of a file.
   *
   * @param arrays by name; names that begin with {@code training.} are passed over
   * @param source what to call the file in an error
   * @throws WeightFileException if a tensor is missing, unknown, of another shape than the config
   *     asks for, or holds a number that is not finite
   */
  public static Network create(
      NetworkConfig config, Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    if (config instanceof NlrnConfig nlrn) {
      return Nlrn.of(nlrn, device, arrays, source);
    }
    return config instanceof RnanConfig rnan
        ? Rnan.of(rnan, device, arrays, source)
        : Plain.of((PlainConfig) config, device, arrays, source);
  }
}
